package io.linklog.cli.linkfile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Several tags in one cell of a table. {@code ;} separates them; the reader also accepts {@code |}. A backslash escapes
 * the next character, also a blank at the beginning or end of a tag.
 */
public final class TagCell {

    // what String.strip drops is escaped at both ends; no tag has line breaks
    private static final Pattern ESCAPED = Pattern.compile("[\\\\;|]|^[\\p{Z}\\t]|[\\p{Z}\\t]$");

    private TagCell() {}

    /** Writes a cell. */
    public static String join(List<String> tags) {
        return String.join(
                ";",
                tags.stream()
                        .map(tag -> ESCAPED.matcher(tag).replaceAll("\\\\$0"))
                        .toList());
    }

    /** Reads a cell. Drops the space around tags that is not escaped, and empty tags. */
    public static List<String> split(String cell) {
        List<String> tags = new ArrayList<>();
        StringBuilder tag = new StringBuilder();
        int kept = 0; // the length up to the last character that is no space, or is escaped
        for (int i = 0; i <= cell.length(); i++) {
            boolean ends = i == cell.length() || cell.charAt(i) == ';' || cell.charAt(i) == '|';
            if (ends) {
                tag.setLength(kept);
                if (!tag.toString().isBlank()) {
                    tags.add(tag.toString());
                }
                tag.setLength(0);
                kept = 0;
                continue;
            }
            boolean escaped = cell.charAt(i) == '\\' && i + 1 < cell.length();
            if (escaped) {
                i++;
            }
            boolean space = !escaped && String.valueOf(cell.charAt(i)).isBlank();
            if (!space || kept > 0) {
                tag.append(cell.charAt(i));
                kept = space ? kept : tag.length();
            }
        }
        return tags;
    }
}
