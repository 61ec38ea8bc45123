/**
 * Accepts change requests over HTTP, writes each as a command to the log, waits for the topology's outcome without
 * holding a thread, and answers.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.command;
