/** Counts the visitors of links that have a {@code maxVisits}, exactly and across all instances. */
@org.jspecify.annotations.NullMarked
package io.linklog.query.limits;
