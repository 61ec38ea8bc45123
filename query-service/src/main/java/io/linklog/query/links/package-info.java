/** The API's reads of links: one link, its history, and lists. */
@org.jspecify.annotations.NullMarked
package io.linklog.query.links;
