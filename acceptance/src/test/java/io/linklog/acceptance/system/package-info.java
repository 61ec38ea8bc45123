/** The whole Linklog that tests run against, and the ways into it: HTTP, the command line, Kafka, Cassandra, spans. */
@org.jspecify.annotations.NullMarked
package io.linklog.acceptance.system;
