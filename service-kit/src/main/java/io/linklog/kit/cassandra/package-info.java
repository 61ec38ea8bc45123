/** Cassandra for services: settings of the session, the names of keyspaces, links as rows. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.cassandra;
