/**
 * Real servers as child processes: Kafka, Cassandra, etcd and the schema registry, on free or given ports. Tests use
 * {@link io.linklog.stack.SharedStack}, or a {@link io.linklog.stack.LocalStack} of their own if they kill servers.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.stack;
