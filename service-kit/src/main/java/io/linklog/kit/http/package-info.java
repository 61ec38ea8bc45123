/** The HTTP side of a service: Javalin set up once, errors as RFC 9457 problems, the JSON of a link. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.http;
