/**
 * One keyspace of the projection: prepares and runs statements, each with a deadline and in the trace of its request.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.query.cassandra;
