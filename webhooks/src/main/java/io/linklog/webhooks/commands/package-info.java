/** The subcommands of {@code ./linklog webhooks}. */
@org.jspecify.annotations.NullMarked
package io.linklog.webhooks.commands;
