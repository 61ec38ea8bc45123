/** {@code ./linklog canary}: starts, changes and shows rollouts. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.canary;
