/** {@code ./linklog console}: records of a topic as JSON lines. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.console;
