/**
 * A projection: consumer groups that fill one keyspace from the log. {@code FeedRun} has the parts that all topics
 * need: the window of writes, offsets, dead letters. {@code FeedProjection} restarts it after a failure. A {@code Feed}
 * says what the records of one topic become.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.projection;
