/** {@code ./linklog import}: makes links of the lines of a file. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing;
