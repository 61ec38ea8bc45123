package io.linklog.cli.linkfile;

import java.util.ArrayList;
import java.util.List;

/**
 * Several tags in one cell of a table. {@code ;} separates them; the reader also accepts {@code |}. A backslash escapes
 * the next character.
 */
public final class TagCell {
    private TagCell() {}

    /** Writes a cell. */
    public static String join(List<String> tags) {
        return String.join(
                ";",
                tags.stream().map(tag -> tag.replaceAll("[\\\\;|]", "\\\\$0")).toList());
    }

    /** Reads a cell. Drops the space around tags, and empty tags. */
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
