/** Streams of link events and visits as Server-Sent Events, live or resumed from an event. */
@org.jspecify.annotations.NullMarked
package io.linklog.query.events;
