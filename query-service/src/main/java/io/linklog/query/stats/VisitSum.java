package io.linklog.query.stats;

import java.nio.ByteBuffer;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.jspecify.annotations.Nullable;

/**
 * Adds up totals of visits over hours, days and shards. Visitors are merged by sketches, so each counts once. Not
 * thread-safe.
 */
final class VisitSum {

    private static final int LG_MOST_PRECISE = 12;

    /**
     * Relative standard error of {@link #unique} after merging: 1.04 ÷ √(2^12) (Flajolet et al., HyperLogLog, 2007).
     */
    static final double UNIQUE_ERROR = 0.016;

    private long human;
    private long bot;
    // most hours and days have one row, whose sketch needs no union
    private @Nullable HllSketch first;
    private @Nullable Union visitors;

    /** @param sketch of visitors, as the topology wrote it; null or empty for none */
    void add(long humans, long bots, @Nullable ByteBuffer sketch) {
        add(humans, bots, sketch == null || !sketch.hasRemaining() ? null : VisitorSketch.read(sketch));
    }

    /** Adds another sum, which does not change. */
    void add(VisitSum other) {
        add(other.human, other.bot, other.visitors == null ? other.first : other.visitors.getResult(TgtHllType.HLL_8));
    }

    private void add(long humans, long bots, @Nullable HllSketch sketch) {
        human += humans;
        bot += bots;
        if (sketch == null) {
            return;
        }
        if (first == null) {
            first = sketch;
            return;
        }
        if (visitors == null) {
            visitors = new Union(LG_MOST_PRECISE);
            visitors.update(first);
        }
        visitors.update(sketch);
    }

    long human() {
        return human;
    }

    long bot() {
        return bot;
    }

    /**
     * The number of different visitors without bots: an estimate, see {@link #UNIQUE_ERROR}, but never above the number
     * of their visits, which is exact.
     */
    long unique() {
        if (visitors != null) {
            return Math.min(human, Math.round(visitors.getEstimate()));
        }
        return first == null ? 0 : Math.min(human, Math.round(first.getEstimate()));
    }
}
