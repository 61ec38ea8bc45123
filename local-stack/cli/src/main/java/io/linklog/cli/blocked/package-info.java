/** {@code ./linklog blocked}: hosts that no link may lead to. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.blocked;
