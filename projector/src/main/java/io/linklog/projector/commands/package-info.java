/** Shared by {@code ./linklog replay} and {@code ./linklog recount}: etcd, progress on the terminal, exit codes. */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.commands;
