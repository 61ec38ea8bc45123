package io.linklog.cli.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table as text: columns as wide as their widest cell, two spaces between them. */
public final class Columns {
    private Columns() {}

    /** @param rows each with as many cells as the head */
    public static List<String> lines(List<String> head, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(head));
        all.addAll(rows);
        List<Integer> widths = new ArrayList<>(Collections.nCopies(head.size(), 0));
        for (List<String> row : all) {
            for (int i = 0; i < row.size(); i++) {
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            text.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
        }
        return text.toString().stripTrailing();
    }
}
