/** One call: a record of the log as a signed HTTP request, and what the answer means for the event. */
@org.jspecify.annotations.NullMarked
package io.linklog.webhooks.call;
