/** The feeds: what the records of each projected topic become in the tables. */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.feeds;
