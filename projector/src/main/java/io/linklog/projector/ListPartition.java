package io.linklog.projector;

/**
 * One partition of the table {@code link_list}.
 *
 * @param list empty for all links, else {@code tag:} and the tag
 * @param hour since 1970
 */
record ListPartition(String tenant, String list, long hour) {}
