package io.linklog.projector.replay;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts findings by kind. Confined to one thread. */
final class Findings {

    private final Map<Finding, Long> counts = new EnumMap<>(Finding.class);
    private long mended;

    void add(Finding finding) {
        counts.merge(finding, 1L, Long::sum);
    }

    /** Counts a finding that was mended. */
    void addMended() {
        mended++;
    }

    void addAll(Findings others) {
        others.counts.forEach((finding, count) -> counts.merge(finding, count, Long::sum));
        mended += others.mended;
    }

    /** The number of rows that were mended. They are not in the other counts. */
    long mended() {
        return mended;
    }

    long count(Finding finding) {
        return counts.getOrDefault(finding, 0L);
    }

    /** Whether the two keyspaces are equal. */
    boolean areNone() {
        return counts.isEmpty();
    }

    /** For example "12 missing, 1 stale", or "equal". */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        counts.forEach((finding, count) -> parts.add(String.format(Locale.ROOT, "%,d %s", count, finding)));
        if (mended > 0) {
            parts.add(String.format(Locale.ROOT, "%,d mended", mended));
        }
        return parts.isEmpty() ? "equal" : String.join(", ", parts);
    }
}
