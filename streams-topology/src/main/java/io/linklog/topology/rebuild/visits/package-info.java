/**
 * What the log says of the count of visits: how far a partition's totals and journals reflect it, and what rebuilds
 * them.
 */
@NullMarked
package io.linklog.topology.rebuild.visits;

import org.jspecify.annotations.NullMarked;
