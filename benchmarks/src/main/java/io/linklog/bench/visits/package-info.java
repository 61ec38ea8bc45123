/** Visits and totals as the services write them, written directly to Kafka. */
@org.jspecify.annotations.NullMarked
package io.linklog.bench.visits;
