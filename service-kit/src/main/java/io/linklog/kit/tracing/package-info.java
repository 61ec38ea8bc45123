/**
 * Traces, as OpenTelemetry has them: which requests are followed, the spans of HTTP, Kafka and Cassandra by its
 * semantic conventions, and their way out by OTLP. Nothing here is static; who makes spans is given a
 * {@link io.linklog.kit.tracing.Tracing}.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.tracing;
