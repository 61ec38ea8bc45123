package io.linklog.topology.visits;

import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.visits.Generation;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a task. What is put also goes to {@code visit-stats}; it is encoded once for both. Confined to the
 * task's thread.
 */
final class StreamsCountStore implements CountStore {

    private final ProcessorContext<String, byte[]> context;
    private final AvroSerde<VisitStats> serde;
    private final WindowStore<String, byte[]> totals;
    private final KeyValueStore<String, byte[]> journals;
    private final int partition;

    StreamsCountStore(ProcessorContext<String, byte[]> context, AvroSerde<VisitStats> serde) {
        this.context = context;
        this.serde = serde;
        this.totals = context.getStateStore(VisitNodes.TOTALS_STORE);
        this.journals = context.getStateStore(VisitNodes.JOURNALS_STORE);
        this.partition = context.taskId().partition();
    }

    @Override
    public @Nullable VisitTotals totals(TotalsKey key) {
        VisitStats stats = decode(totals.fetch(storeKey(key), key.start()));
        return stats == null ? null : (VisitTotals) stats.getStats();
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
        totals.put(storeKey(key), send(new VisitStats(row)), key.start());
    }

    @Override
    public void put(VisitsCounted counted) {
        journals.put(journalKey(counted.getJournal()), send(new VisitStats(counted)));
    }

    private byte[] send(VisitStats stats) {
        byte[] bytes = serde.serializer().serialize(Topics.VISIT_STATS.name(), stats);
        context.forward(new Record<>(VisitStatsKey.of(stats), bytes, context.currentSystemTimeMs()));
        return bytes;
    }

    // each generation has stores of its own, so their keys need no generation
    private String journalKey(String journal) {
        return VisitStatsKey.journalKey(journal, partition, Generation.FIRST.number());
    }

    // the store belongs to this partition, and the window is the hour or day
    private static String storeKey(TotalsKey key) {
        return key.code() + '/' + key.unit();
    }
}
