/** Dead letters: events that an endpoint did not accept. */
@org.jspecify.annotations.NullMarked
package io.linklog.webhooks.letters;
