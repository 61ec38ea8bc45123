/**
 * Redirects and reads. Answers from memory what it can, from Cassandra what it must, and keeps both right by following
 * the log: see RATIONALE.md beside the module for the argument.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.query;
