/** The API of webhooks, for the admins of a tenant. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.webhooks;
