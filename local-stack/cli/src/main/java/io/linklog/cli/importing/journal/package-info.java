/** Why an import can run again: keys made of a line's content, and a journal of the lines that have their link. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing.journal;
