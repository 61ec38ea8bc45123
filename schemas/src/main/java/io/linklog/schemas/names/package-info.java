/** What links are called: codes, domains, and the names that are made of both. */
@org.jspecify.annotations.NullMarked
package io.linklog.schemas.names;
