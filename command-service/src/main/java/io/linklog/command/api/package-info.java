/** The routes of single commands: the four write calls and the status of a command. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.api;
