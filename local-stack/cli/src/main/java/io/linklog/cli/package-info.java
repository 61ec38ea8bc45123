/** The command line {@code ./linklog}: its main class. Each command has a package of its own. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli;
