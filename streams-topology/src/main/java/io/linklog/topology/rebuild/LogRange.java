package io.linklog.topology.rebuild;

/**
 * Offsets of one partition.
 *
 * @param from the first
 * @param to the one after the last
 */
record LogRange(long from, long to) {

    boolean isEmpty() {
        return from >= to;
    }
}
