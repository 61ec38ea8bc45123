/**
 * A projection: consumer groups that fill one keyspace from the log. {@code FeedProjection} has what all topics need:
 * the window of writes, offsets, dead letters. A {@code Feed} says what the records of one topic become.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.projection;
