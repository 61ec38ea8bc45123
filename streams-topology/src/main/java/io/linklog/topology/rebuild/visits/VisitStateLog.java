package io.linklog.topology.rebuild.visits;

import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.topics.DeadLetterHeaders;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.topology.rebuild.LogRange;
import io.linklog.topology.rebuild.LogRanges;
import io.linklog.topology.rebuild.PartitionRebuild;
import io.linklog.topology.rebuild.ReplayProgress;
import io.linklog.topology.rebuild.StateLog;
import io.linklog.topology.rebuild.visits.VisitStep.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code visit-stats} says of the totals and journals of one generation. Each transaction that counts visits
 * writes its rows there too, so the topic is never behind the committed offsets.
 *
 * @param generation its number
 * @param partitions of {@code visits}
 */
public record VisitStateLog(AvroSerde<VisitStats> serde, int generation, int partitions)
        implements StateLog<VisitMarks, VisitStep> {

    /**
     * For this long after its beginning, a row of totals may change: while visits of its hour or day are accepted. A
     * day begins up to a day before its last visit.
     */
    public static final Duration CHANGEABLE =
            VisitRules.OLDEST.plus(VisitRules.MOST_AHEAD).plusDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(VisitStateLog.class);

    /** With the position of a journal: the offset of the next visit to count in the partition of {@code visits}. */
    private static final String NEXT = "linklog-visits-next";

    /** Says in a record how far the partition is counted. */
    public static void addNext(Headers headers, long next) {
        DeadLetterHeaders.put(headers, NEXT, Long.toString(next));
    }

    @Override
    public List<PartitionRebuild<VisitMarks, VisitStep>> check(
            Collection<PartitionRebuild<VisitMarks, VisitStep>> asked,
            LogRanges log,
            Map<TopicPartition, Long> committed)
            throws InterruptedException {
        Map<TopicPartition, LogRange> visits = log.all(Topics.VISITS.name(), partitions);
        boolean nothingCounted =
                log.all(Topics.VISIT_STATS.name(), log.partitions(Topics.VISIT_STATS.name())).values().stream()
                        .allMatch(LogRange::isEmpty);
        Map<TopicPartition, LogRange> unmarked = new HashMap<>();
        for (PartitionRebuild<VisitMarks, VisitStep> one : asked) {
            TopicPartition partition = visitsOf(one.partition());
            Long next = one.marks().common();
            Long commit = committed.get(partition);
            if (next != null && commit != null && next < commit) {
                unmarked.put(partition, new LogRange(next, commit));
            }
        }
        Set<TopicPartition> uncounted = log.withRecords(unmarked);
        List<PartitionRebuild<VisitMarks, VisitStep>> others = new ArrayList<>();
        for (PartitionRebuild<VisitMarks, VisitStep> one : asked) {
            TopicPartition partition = visitsOf(one.partition());
            LogRange range = visits.getOrDefault(partition, new LogRange(0, 0));
            Whole whole = uncounted.contains(partition)
                    ? null
                    : judge(one.marks(), range, committed.get(partition), nothingCounted);
            if (whole == null) {
                others.add(one);
            } else {
                one.add(whole);
            }
        }
        return others;
    }

    /** Returns null for stores that are not whole, or whose place in the log is lost. */
    private static @Nullable Whole judge(
            VisitMarks marks, LogRange visits, @Nullable Long commit, boolean nothingCounted) {
        Long next = marks.common();
        if (visits.to() == 0 && commit == null) {
            // nothing was ever written to the partition: a new system
            boolean fresh = marks.areMissing() ? nothingCounted : next != null && next == 0;
            return fresh ? new Whole(0, null) : null;
        }
        if (next == null || commit == null || next > visits.to()) {
            return null;
        }
        if (next < commit && next < visits.from()) {
            return null; // visits after the mark are deleted; whether they are counted cannot be seen
        }
        return new Whole(next, commit < next ? next : null);
    }

    @Override
    public void replay(
            Collection<PartitionRebuild<VisitMarks, VisitStep>> asked,
            LogRanges log,
            Map<TopicPartition, Long> committed,
            ReplayProgress progress)
            throws InterruptedException {
        Map<TopicPartition, LogRange> visits = log.all(Topics.VISITS.name(), partitions);
        Map<TopicPartition, LogRange> stats =
                log.allWritten(Topics.VISIT_STATS.name(), log.partitions(Topics.VISIT_STATS.name()));
        Map<Integer, PartitionRebuild<VisitMarks, VisitStep>> byPartition =
                asked.stream().collect(Collectors.toMap(PartitionRebuild::partition, Function.identity(), (a, b) -> b));
        Map<Integer, Long> counted = new HashMap<>();
        Instant since = Instant.now().minus(CHANGEABLE);
        progress.expect(LogRange.sum(stats.values()));
        log.read(stats, record -> {
            progress.step();
            VisitStats value = LogRanges.value(serde, record);
            PartitionRebuild<VisitMarks, VisitStep> one =
                    value == null || !isWanted(value, since) ? null : byPartition.get(shard(value));
            if (value != null && one != null) {
                one.add(step(value, record.value()));
                counted.merge(one.partition(), next(record.headers()), Math::max);
            }
        });
        for (PartitionRebuild<VisitMarks, VisitStep> one : asked) {
            TopicPartition partition = visitsOf(one.partition());
            Long commit = committed.get(partition);
            long next = Math.max(one.marks().next(), counted.getOrDefault(one.partition(), 0L));
            one.add(whole(partition, visits.getOrDefault(partition, new LogRange(0, 0)), commit, next));
        }
    }

    private boolean isWanted(VisitStats value, Instant since) {
        if (value.getStats() instanceof VisitTotals totals) {
            return totals.getGeneration() == generation && totals.getStart().isAfter(since);
        }
        return ((VisitsCounted) value.getStats()).getGeneration() == generation;
    }

    private static int shard(VisitStats value) {
        return value.getStats() instanceof VisitTotals totals
                ? totals.getShard()
                : ((VisitsCounted) value.getStats()).getPartition();
    }

    /**
     * What a record of {@code visit-stats} changes in the stores.
     *
     * @param bytes the encoded value
     */
    public static VisitStep step(VisitStats value, byte[] bytes) {
        if (value.getStats() instanceof VisitTotals totals) {
            return new VisitStep.Totals(
                    totals.getCode(), totals.getUnit(), totals.getStart(), totals.getCountedAt(), bytes);
        }
        VisitsCounted journal = (VisitsCounted) value.getStats();
        return new VisitStep.Journal(journal.getJournal(), journal.getCountedAt(), bytes);
    }

    /** @param counted the offset after the latest visit that stores or log name; 0 for none */
    private static Whole whole(TopicPartition partition, LogRange visits, @Nullable Long commit, long counted) {
        long next = Math.max(counted, commit == null ? 0 : commit);
        if (next > visits.to()) {
            LOG.warn(
                    "Visits are counted up to {} of {}, which ends at {}: the topic was made anew, and is counted from"
                            + " its beginning",
                    next,
                    partition,
                    visits.to());
            next = visits.from();
        }
        next = Math.max(next, visits.from());
        return new Whole(next, commit != null && commit == next ? null : next);
    }

    private static long next(Headers headers) {
        try {
            return DeadLetterHeaders.text(headers, NEXT).map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static TopicPartition visitsOf(int partition) {
        return new TopicPartition(Topics.VISITS.name(), partition);
    }
}
