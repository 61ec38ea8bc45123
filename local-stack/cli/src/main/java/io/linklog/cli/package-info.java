/** The command line: one class a subcommand, each with the parts it needs in a package of its own. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli;
