package io.linklog.topology.links;

import io.linklog.topology.rebuild.StoreWatch;
import io.linklog.topology.streams.PartitionGate;

/**
 * What keeps commands from stores that are not whole.
 *
 * @param gate of the application's consumers
 * @param watch checks the stores of each task
 */
public record StoreAccess(PartitionGate gate, StoreWatch watch) {}
