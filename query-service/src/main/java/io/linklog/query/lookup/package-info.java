/**
 * Finds the current state of a link: from memory first, then from Cassandra. The event log keeps the memory up to date,
 * and a switch of the keyspace replaces it as a whole.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.query.lookup;
