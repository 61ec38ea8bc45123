package io.linklog.cli.importing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** How an input is written. The names are those of the option. */
enum ImportFormat {
    urls,
    csv,
    jsonl;

    /** How much of an input is looked at to tell its format. */
    private static final int LOOK = 1 << 14;

    /**
     * By the ending of the name, else by the first line that says something.
     *
     * @param name the file's name, or anything for standard input
     * @param in is left where it was
     */
    static ImportFormat detect(String name, BufferedInputStream in) throws IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".csv")) {
            return csv;
        }
        if (lower.endsWith(".jsonl") || lower.endsWith(".ndjson")) {
            return jsonl;
        }
        in.mark(LOOK);
        String head = new String(in.readNBytes(LOOK - 1), StandardCharsets.UTF_8);
        in.reset();
        String first = head.lines()
                .map(line -> line.replace("\uFEFF", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
        if (first.startsWith("{")) {
            return jsonl;
        }
        boolean namesColumns = Arrays.stream(first.split(",", -1))
                .map(cell -> cell.replace("\"", "").strip())
                .anyMatch("longUrl"::equalsIgnoreCase);
        return namesColumns ? csv : urls;
    }

    Entries open(InputStream in, Members members) throws IOException {
        return switch (this) {
            case urls -> new PlainEntries(in);
            case csv -> new CsvEntries(in, members);
            case jsonl -> new JsonEntries(in, members);
        };
    }
}
