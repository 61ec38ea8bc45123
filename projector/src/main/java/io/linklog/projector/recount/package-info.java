/**
 * {@code ./linklog recount}: has all visits counted again with other lists while the old count serves, and switches
 * readers.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.recount;
