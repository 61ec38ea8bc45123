/**
 * {@code ./linklog replay}: fills a fresh keyspace from the log while the old one serves readers, compares both row by
 * row, and switches readers.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.replay;
