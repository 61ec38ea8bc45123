/**
 * What the other instances do when one of them dies: they end its part in the groups, so its partitions move at once.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.topology.takeover;
