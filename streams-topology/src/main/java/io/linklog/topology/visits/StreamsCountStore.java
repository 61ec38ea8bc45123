package io.linklog.topology.visits;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.topology.rebuild.RebuiltStores;
import io.linklog.topology.rebuild.WindowMark;
import io.linklog.topology.rebuild.visits.VisitMarks;
import io.linklog.topology.rebuild.visits.VisitStateLog;
import io.linklog.topology.rebuild.visits.VisitStep;
import io.linklog.visits.Generation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a task. What is put also goes to {@code visit-stats}; it is encoded once for both. They are rebuilt
 * from there, too. Confined to the task's thread.
 */
final class StreamsCountStore implements CountStore, RebuiltStores<VisitMarks, VisitStep> {

    private final ProcessorContext<String, byte[]> context;
    private final AvroSerde<VisitStats> serde;
    private final WindowStore<String, byte[]> totals;
    private final KeyValueStore<String, byte[]> journals;
    private final WindowMark totalsMark;
    private final int partition;
    // the offset of the next visit to count
    private long next;
    private boolean marked = true;

    StreamsCountStore(ProcessorContext<String, byte[]> context, AvroSerde<VisitStats> serde) {
        this.context = context;
        this.serde = serde;
        this.totals = context.getStateStore(VisitNodes.TOTALS_STORE);
        this.journals = context.getStateStore(VisitNodes.JOURNALS_STORE);
        this.totalsMark = new WindowMark(totals);
        this.partition = context.taskId().partition();
    }

    /** Says that the visits below an offset are processed. */
    void processed(long before) {
        next = before;
        marked = false;
    }

    /** Says in both stores how far they reflect the visits, in the transaction that says so of the group's offset. */
    void mark() {
        if (!marked) {
            byte[] mark = VisitMarks.toBytes(next);
            journals.put(MARK, mark);
            totalsMark.put(mark);
            marked = true;
        }
    }

    @Override
    public List<KeyValueStore<String, byte[]>> byKey() {
        return List.of(journals);
    }

    @Override
    public List<WindowStore<String, byte[]>> byWindow() {
        return List.of(totals);
    }

    @Override
    public VisitMarks marks() {
        return new VisitMarks(VisitMarks.parse(totalsMark.read()), VisitMarks.parse(journals.get(MARK)));
    }

    @Override
    public @Nullable Map<TopicPartition, Long> apply(VisitStep step) {
        if (step instanceof VisitStep.Whole whole) {
            processed(whole.next());
            mark();
            return whole.from() == null
                    ? Map.of()
                    : Map.of(new TopicPartition(Topics.VISITS.name(), partition), whole.from());
        }
        if (step instanceof VisitStep.Totals row) {
            String key = storeKey(row.code(), row.unit());
            long start = row.start().toEpochMilli();
            VisitStats stored = decode(totals.fetch(key, start));
            if (stored == null
                    || ((VisitTotals) stored.getStats()).getCountedAt().isBefore(row.countedAt())) {
                totals.put(key, row.bytes(), start);
                totalsMark.stored(start);
            }
        } else if (step instanceof VisitStep.Journal journal) {
            VisitsCounted stored = countsOf(journal.journal());
            if (stored == null || stored.getCountedAt().isBefore(journal.countedAt())) {
                journals.put(journalKey(journal.journal()), journal.bytes());
            }
        }
        return null;
    }

    @Override
    public @Nullable VisitTotals totals(TotalsKey key) {
        VisitStats stats = decode(totals.fetch(storeKey(key.code(), key.unit()), key.start()));
        return stats == null ? null : (VisitTotals) stats.getStats();
    }

    @Override
    public List<TotalsKey> keys(String name, Instant until) {
        List<TotalsKey> keys = new ArrayList<>();
        for (StatsUnit unit : StatsUnit.values()) {
            try (WindowStoreIterator<byte[]> rows = totals.fetch(storeKey(name, unit), Instant.EPOCH, until)) {
                rows.forEachRemaining(row -> keys.add(new TotalsKey(name, unit, row.key)));
            }
        }
        return keys;
    }

    @Override
    public @Nullable VisitsCounted countsOf(String journal) {
        VisitStats stats = decode(journals.get(journalKey(journal)));
        return stats == null ? null : (VisitsCounted) stats.getStats();
    }

    private @Nullable VisitStats decode(byte @Nullable [] bytes) {
        return bytes == null ? null : serde.deserializer().deserialize(Topics.VISIT_STATS.name(), bytes);
    }

    @Override
    public void put(TotalsKey key, VisitTotals row) {
        totals.put(storeKey(key.code(), key.unit()), send(new VisitStats(row), new RecordHeaders()), key.start());
        totalsMark.stored(key.start());
    }

    @Override
    public void put(VisitsCounted counted) {
        Headers headers = new RecordHeaders();
        VisitStateLog.addNext(headers, next);
        journals.put(journalKey(counted.getJournal()), send(new VisitStats(counted), headers));
    }

    private byte[] send(VisitStats stats, Headers headers) {
        byte[] bytes = serde.serializer().serialize(Topics.VISIT_STATS.name(), stats);
        context.forward(new Record<>(VisitStatsKey.of(stats), bytes, context.currentSystemTimeMs(), headers));
        return bytes;
    }

    // each generation has stores of its own, so their keys need no generation
    private String journalKey(String journal) {
        return VisitStatsKey.journalKey(journal, partition, Generation.FIRST.number());
    }

    // the store belongs to this partition, and the window is the hour or day
    private static String storeKey(String code, StatsUnit unit) {
        return code + '/' + unit;
    }
}
