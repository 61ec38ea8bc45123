/**
 * The process that decides every command exactly once and counts every visit.
 * {@link io.linklog.topology.StreamsTopology} starts it. The graph that decides is in {@code links}, the decision
 * itself in {@code decision}, the rules of a link in {@code domain}, generated codes in {@code codes}, the count of
 * visits in {@code visits}.
 */
@NullMarked
package io.linklog.topology;

import org.jspecify.annotations.NullMarked;
