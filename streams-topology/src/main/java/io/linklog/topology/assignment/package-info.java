/**
 * Which instance runs which tasks. {@link io.linklog.topology.assignment.Placement} is the rule;
 * {@link io.linklog.topology.assignment.WarmTaskAssignor} is its place in Kafka Streams.
 */
@NullMarked
package io.linklog.topology.assignment;

import org.jspecify.annotations.NullMarked;
