/** Questions to query-service about links, on behalf of the caller of a request. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.reads;
