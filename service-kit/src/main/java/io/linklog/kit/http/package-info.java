/** The HTTP server of a service: one setup of Javalin, errors as RFC 9457 problems, request metrics and spans. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.http;
