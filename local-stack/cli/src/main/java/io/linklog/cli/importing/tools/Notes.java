package io.linklog.cli.importing.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is not taken or was decided while a file is read: each kind once, with its count. Thread-safe. */
public final class Notes {

    /** Kinds: a file may have a new column in each row. */
    private static final int MOST = 100;

    private final Map<String, Long> counts = new LinkedHashMap<>();

    void count(String kind) {
        count(kind, 1);
    }

    synchronized void count(String kind, long more) {
        boolean room = counts.size() < MOST || counts.containsKey(kind);
        counts.merge(room ? kind : "not taken: other columns", more, Long::sum);
    }

    /** For people: one sentence a kind. */
    public synchronized List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        counts.forEach((kind, count) -> sentences.add(String.format(Locale.ROOT, "  %,d × %s.", count, kind)));
        return sentences;
    }
}
