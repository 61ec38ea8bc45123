/** {@code up}, {@code down}, {@code status}, {@code scale}, {@code sidecar}: the processes of a stack. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.up;
