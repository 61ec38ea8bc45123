/**
 * From the topic {@code link-events} to the tables in Cassandra that readers read.
 * {@link io.linklog.projector.Projector} is the process; {@link io.linklog.projector.Projection} is one consumer group
 * filling one keyspace, which the replay uses as well.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector;
