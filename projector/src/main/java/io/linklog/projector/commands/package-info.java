/** Shared by the commands of this module: their servers, progress on the terminal, failures, exit codes. */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.commands;
