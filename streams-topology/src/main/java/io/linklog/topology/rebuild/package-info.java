/**
 * Rebuilds the stores of a partition from the log when they are lost or behind it. {@link StateRebuilds} reads the log
 * in the background; the partition's task applies what it finds, and decides no command before its stores are whole.
 */
@NullMarked
package io.linklog.topology.rebuild;

import org.jspecify.annotations.NullMarked;
