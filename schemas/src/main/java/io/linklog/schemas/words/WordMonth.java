package io.linklog.schemas.words;

/**
 * The time by which words are split into partitions: spans of 30 days. A search that finds little must look into each
 * span that has links, so they must not be short; a word that all links have must not fill a partition, so not long.
 */
public final class WordMonth {

    private static final long MICROS = 30L * 24 * 60 * 60 * 1_000_000;

    private WordMonth() {}

    /** The number of the span of a moment, both since 1970. */
    public static long of(long micros) {
        return Math.floorDiv(micros, MICROS);
    }

    /** The first moment of a span, in microseconds since 1970. */
    public static long begin(long month) {
        return month * MICROS;
    }
}
