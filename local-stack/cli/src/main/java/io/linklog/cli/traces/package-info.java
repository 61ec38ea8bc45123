/** Traces on one machine: a receiver of OTLP, and Zipkin behind it. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.traces;
