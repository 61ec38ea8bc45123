/** {@code up}, {@code down}, {@code status}: the stack as a person at a terminal meets it. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.up;
