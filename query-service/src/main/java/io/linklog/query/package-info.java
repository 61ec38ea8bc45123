/**
 * Redirects and reads. Answers come from memory if possible, otherwise from Cassandra. The log keeps the memory
 * current. RATIONALE.md gives the reasons.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.query;
