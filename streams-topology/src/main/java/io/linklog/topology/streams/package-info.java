/**
 * What both Kafka Streams applications of the process need: start and stop, the memory of RocksDB, dead letters, and
 * what happens when a stream thread dies.
 */
@NullMarked
package io.linklog.topology.streams;

import org.jspecify.annotations.NullMarked;
