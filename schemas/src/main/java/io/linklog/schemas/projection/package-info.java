/** The tables of a projection: what the projector writes and the query-service reads. */
@NullMarked
package io.linklog.schemas.projection;

import org.jspecify.annotations.NullMarked;
