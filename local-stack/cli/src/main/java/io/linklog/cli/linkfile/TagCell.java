package io.linklog.cli.linkfile;

import java.util.ArrayList;
import java.util.List;

/**
 * Several tags in one cell of a table: separated by {@code ;}, read also by {@code |}; a backslash takes either as it
 * is.
 */
public final class TagCell {
    private TagCell() {}

    /** The cell. */
    public static String join(List<String> tags) {
        return String.join(
                ";",
                tags.stream().map(tag -> tag.replaceAll("[\\\\;|]", "\\\\$0")).toList());
    }

    /** The tags of a cell, space around them dropped; empty ones left out. */
    public static List<String> split(String cell) {
        List<String> tags = new ArrayList<>();
        StringBuilder tag = new StringBuilder();
        for (int i = 0; i <= cell.length(); i++) {
            boolean ends = i == cell.length() || cell.charAt(i) == ';' || cell.charAt(i) == '|';
            if (ends) {
                if (!tag.toString().isBlank()) {
                    tags.add(tag.toString().strip());
                }
                tag.setLength(0);
            } else {
                if (cell.charAt(i) == '\\' && i + 1 < cell.length()) {
                    i++;
                }
                tag.append(cell.charAt(i));
            }
        }
        return tags;
    }
}
