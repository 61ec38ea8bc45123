/** What people do with webhooks, by the command line or the API: add one, find places on the log. */
@org.jspecify.annotations.NullMarked
package io.linklog.webhooks.control;
