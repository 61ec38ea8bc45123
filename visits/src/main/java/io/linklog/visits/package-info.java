/** What visits are told apart by, and which of their counts holds. */
@org.jspecify.annotations.NullMarked
package io.linklog.visits;
