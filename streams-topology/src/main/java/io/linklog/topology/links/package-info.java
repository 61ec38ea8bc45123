/**
 * The Kafka Streams graph that decides commands: {@link io.linklog.topology.links.LinkTopology}, its processors and its
 * stores.
 */
@NullMarked
package io.linklog.topology.links;

import org.jspecify.annotations.NullMarked;
