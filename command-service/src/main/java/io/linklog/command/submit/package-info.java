/** Submits a checked request as a command and waits for its outcome without holding a thread. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.submit;
