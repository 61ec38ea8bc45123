package io.linklog.projector.tables;

/**
 * A partition of the table {@code link_list}.
 *
 * @param list empty for the list of all links, else {@code tag:} and the tag
 * @param hour hours since 1970
 */
public record ListPartition(String tenant, String list, long hour) {}
