/**
 * What the log says of links, URL index and idempotency keys: how far a partition's stores reflect it, and what
 * rebuilds them.
 */
@NullMarked
package io.linklog.topology.rebuild.links;

import org.jspecify.annotations.NullMarked;
