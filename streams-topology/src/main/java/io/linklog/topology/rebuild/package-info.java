/**
 * Rebuilds the stores of a partition from the log when they are lost or behind it.
 * {@link io.linklog.topology.rebuild.StateRebuilds} reads the log in the background; the partition's task applies what
 * it finds ({@link io.linklog.topology.rebuild.TaskRebuild}), and reads no record before its stores are whole. What the
 * log says of which stores is in {@code links} and {@code visits}.
 */
@NullMarked
package io.linklog.topology.rebuild;

import org.jspecify.annotations.NullMarked;
