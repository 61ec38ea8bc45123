/** What links and their owners are called: codes, domains, the names that are made of both, and tenants. */
@org.jspecify.annotations.NullMarked
package io.linklog.schemas.names;
