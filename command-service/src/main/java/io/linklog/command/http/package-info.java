/** What HTTP adds to a request: headers, preferences, bodies and their limits. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.http;
