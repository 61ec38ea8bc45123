package io.linklog.topology.rebuild.visits;

import io.linklog.schemas.StatsUnit;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing that a partition's task applies to its counts while they are rebuilt. */
public sealed interface VisitStep {

    /**
     * A row of totals.
     *
     * @param start of the hour or day
     * @param countedAt increases with each value of the row
     * @param bytes the record's value, as the store keeps it
     */
    record Totals(String code, StatsUnit unit, Instant start, Instant countedAt, byte[] bytes) implements VisitStep {}

    /**
     * How far a journal is counted.
     *
     * @param countedAt increases with each value of the journal
     * @param bytes the record's value, as the store keeps it
     */
    record Journal(String journal, Instant countedAt, byte[] bytes) implements VisitStep {}

    /**
     * The stores are whole.
     *
     * @param next the offset of the next visit to count
     * @param from where the source begins; null to go on at the group's committed offset
     */
    record Whole(long next, @Nullable Long from) implements VisitStep {}
}
