package io.linklog.topology.codes;

/**
 * A range of IDs that belongs to one process forever.
 *
 * @param from the first ID
 * @param to the ID after the last
 */
record IdRange(long from, long to) {

    IdRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("Not a range of IDs: " + from + " to " + to);
        }
    }

    long size() {
        return to - from;
    }

    /** The first IDs of this range. */
    IdRange first(long count) {
        return new IdRange(from, Math.min(to, from + count));
    }

    /** The range without its first IDs. */
    IdRange without(long count) {
        return new IdRange(Math.min(to, from + count), to);
    }
}
