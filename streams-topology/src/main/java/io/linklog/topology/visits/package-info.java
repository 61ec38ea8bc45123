/**
 * The second Kafka Streams application of the process: it counts visits, each once.
 * {@link io.linklog.topology.visits.VisitTopology} is the graph, {@link io.linklog.topology.visits.Counting} what is
 * done with one visit, without Kafka.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.topology.visits;
