/** A process and a library that deliver events of the log to HTTP endpoints. */
@org.jspecify.annotations.NullMarked
package io.linklog.webhooks;
