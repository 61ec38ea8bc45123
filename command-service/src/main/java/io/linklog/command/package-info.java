/**
 * REST in, {@code link-commands} out, outcome back: takes requests to change, writes each as a command to the log,
 * waits for the topology's outcome without holding a thread, and answers.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.command;
