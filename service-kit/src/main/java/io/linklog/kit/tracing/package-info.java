/**
 * OpenTelemetry traces: the sampling decision, spans of Kafka and Cassandra by the semantic conventions, and the export
 * over OTLP. There is no static state: a class that makes spans gets a {@link io.linklog.kit.tracing.Tracing}.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.tracing;
