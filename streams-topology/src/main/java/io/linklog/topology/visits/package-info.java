/**
 * The Kafka Streams graph that counts visits, each once: {@link io.linklog.topology.visits.VisitTopology}.
 * {@link io.linklog.topology.visits.VisitCounter} counts without Kafka.
 */
@NullMarked
package io.linklog.topology.visits;

import org.jspecify.annotations.NullMarked;
