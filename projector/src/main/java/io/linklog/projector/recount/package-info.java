/** Counts visits anew with other lists while the old count serves, and switches. */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.recount;
