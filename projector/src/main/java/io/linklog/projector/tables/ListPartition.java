package io.linklog.projector.tables;

/**
 * One partition of the table {@code link_list}.
 *
 * @param list empty for all links, else {@code tag:} and the tag
 * @param hour since 1970
 */
public record ListPartition(String tenant, String list, long hour) {}
