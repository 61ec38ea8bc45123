/**
 * The service's ends of the log: the writer of {@code link-commands}, the reader of {@code link-outcomes}, and look-ups
 * by command id.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.command.log;
