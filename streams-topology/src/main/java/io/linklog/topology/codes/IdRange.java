package io.linklog.topology.codes;

/**
 * IDs that nobody else has or will have.
 *
 * @param from the first
 * @param to the one after the last
 */
record IdRange(long from, long to) {

    IdRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("Not a range: " + from + " to " + to);
        }
    }

    long size() {
        return to - from;
    }

    /** The first IDs of this range. */
    IdRange first(long count) {
        return new IdRange(from, Math.min(to, from + count));
    }

    /** What is left without the first IDs. */
    IdRange without(long count) {
        return new IdRange(Math.min(to, from + count), to);
    }
}
