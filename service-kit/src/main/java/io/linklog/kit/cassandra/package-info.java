/** What services share about Cassandra. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.cassandra;
