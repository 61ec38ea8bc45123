/** What {@code ./linklog replay} and {@code ./linklog recount} share: progress on the terminal, and exit codes. */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.commands;
