package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.visits.Generation;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The thin shell around {@link Counting}: what was counted goes to stores and topic once a commit. */
final class VisitProcessor implements Processor<String, Visit, String, byte[]> {

    private static final long MICROS_PER_MILLI = 1_000;

    private final Generation generation;
    private final UnaryOperator<Visit> description;
    private final AvroSerde<VisitStats> serde;
    private final CountingMetrics metrics;
    private final LongSupplier clockMillis;
    private final long mostBytes;

    // set by init, also anew when a task is revived
    private int partition;
    private Counting counting;
    private BeforeCommit beforeCommit;

    @SuppressWarnings("NullAway.Init")
    VisitProcessor(
            Generation generation,
            UnaryOperator<Visit> description,
            AvroSerde<VisitStats> serde,
            CountingMetrics metrics,
            LongSupplier clockMillis,
            long mostBytes) {
        this.generation = generation;
        this.description = description;
        this.serde = serde;
        this.metrics = metrics;
        this.clockMillis = clockMillis;
        this.mostBytes = mostBytes;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        partition = context.taskId().partition();
        counting = new Counting(generation, partition, new StoredCounts(context, serde), mostBytes);
        beforeCommit = context.getStateStore(VisitNodes.BEFORE_COMMIT);
        beforeCommit.set(context, this::flush);
    }

    @Override
    public void process(Record<String, Visit> record) {
        Visit visit = record.value();
        VisitRules.requireCountable(visit, partition);
        long missing = counting.take(visit);
        if (missing == Counting.REPEAT) {
            metrics.repeated();
            return;
        }
        metrics.missing(missing);
        if (visit.getAt().isBefore(generation.from())) {
            return; // an older generation has it
        }
        // after it was taken note of: one that is refused was not lost
        requireTimely(visit);
        Visit described = description.apply(visit);
        counting.add(described);
        metrics.counted(described);
        if (counting.isFull()) {
            metrics.written(counting.makeRoom(micros()));
        }
    }

    private void requireTimely(Visit visit) {
        try {
            VisitRules.requireTimely(visit, Instant.ofEpochMilli(clockMillis.getAsLong()));
        } catch (UnreadableRecordException refused) {
            counting.refuse(visit);
            metrics.refused();
            throw refused;
        }
    }

    private void flush() {
        metrics.written(counting.flush(micros()));
    }

    private long micros() {
        return clockMillis.getAsLong() * MICROS_PER_MILLI;
    }

    @Override
    public void close() {
        // what is not flushed by now belongs to a transaction that is not committed
        beforeCommit.clear();
    }
}
