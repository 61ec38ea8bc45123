/**
 * The projector: keeps the tables in Cassandra up to date with the log, and delivers webhooks.
 * {@link io.linklog.projector.Projector} is the process.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector;
