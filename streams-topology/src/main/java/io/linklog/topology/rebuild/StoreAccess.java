package io.linklog.topology.rebuild;

import io.linklog.topology.streams.PartitionGate;

/**
 * What keeps records from stores that are not whole.
 *
 * @param gate of the application's consumers
 * @param watch checks the stores of each task
 */
public record StoreAccess<M, S>(PartitionGate gate, StoreWatch<M, S> watch) {}
