/** The formats that {@code ./linklog import} reads, each of which turns an input into links and refused lines. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing.formats;
