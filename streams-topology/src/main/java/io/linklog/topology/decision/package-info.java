/**
 * Decides commands, without Kafka: {@link io.linklog.topology.decision.CommandDecider} turns a command record and the
 * state of its partition into {@link io.linklog.topology.decision.Effects}. The rules of a link are in {@code domain}.
 */
@NullMarked
package io.linklog.topology.decision;

import org.jspecify.annotations.NullMarked;
