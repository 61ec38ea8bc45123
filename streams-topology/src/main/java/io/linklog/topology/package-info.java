/**
 * The Kafka Streams application that decides every command exactly once. {@link io.linklog.topology.StreamsTopology} is
 * the process, {@link io.linklog.topology.LinkTopology} the graph, {@link io.linklog.topology.CommandDesk} what is done
 * with one command; what a link may become is in {@code domain}, where codes come from in {@code codes}.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.topology;
