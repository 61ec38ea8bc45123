/**
 * {@code ./linklog recount}: counts all visits again with other lists while the old count serves readers, then switches
 * readers.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.recount;
