/**
 * Real servers as child processes: Kafka, Cassandra, etcd, the schema registry and HAProxy, on free or given ports,
 * with data that survives. For tests see {@link io.linklog.stack.SharedStack}; for everything else
 * {@link io.linklog.stack.LocalStack}.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.stack;
