/** The notation that a file of links uses, whether a command writes or reads it. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.linkfile;
