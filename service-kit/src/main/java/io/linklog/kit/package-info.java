/**
 * What every process of Linklog needs and no domain knows: settings from the environment, ordered start and stop, an
 * admin port with health and metrics, an HTTP server that answers errors as problem+json, sessions to Kafka and
 * Cassandra.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.kit;
