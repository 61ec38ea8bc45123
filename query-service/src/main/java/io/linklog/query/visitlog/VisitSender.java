package io.linklog.query.visitlog;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.topics.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads visits from the journal, describes them, sends them to Kafka, and confirms them in the journal. It has one
 * thread and holds one batch in memory. While Kafka is away, it waits and the journal grows.
 *
 * <p>Each partition gets its visits in order; otherwise {@code sequence} would not show repeats. The producer is
 * idempotent and never gives up a record. After a failure, a new producer sends all unconfirmed visits again.
 */
final class VisitSender implements AutoCloseable {

    private static final int BATCH = 4_000;
    // a visit may take two seconds to the statistics; a pause of 50 ms makes batches of single requests
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

    private final VisitJournal journal;
    private final VisitDescriber describer;
    private final int perSecond;
    private final long throttledBelow;
    private final KafkaSettings kafka;
    private final Serializer<Visit> serializer;
    private final KafkaSpans spans;
    private final Counter sent;
    private final Loop loop;
    private final List<VisitRecord> batch = new ArrayList<>(BATCH);
    private @Nullable KafkaProducer<String, Visit> producer;
    private long nextSync;
    private volatile boolean closing;

    VisitSender(
            VisitJournal journal,
            VisitDescriber describer,
            VisitLogSettings settings,
            KafkaSettings kafka,
            Serializer<Visit> serializer,
            KafkaSpans spans,
            MeterRegistry metrics,
            Health health) {
        this.journal = journal;
        this.describer = describer;
        this.perSecond = settings.perSecond();
        this.throttledBelow = settings.journalBytes() / 2;
        this.kafka = kafka;
        this.serializer = serializer;
        this.spans = spans;
        this.sent = Counter.builder("linklog.visits.sent")
                .description("visits that Kafka has confirmed")
                .register(metrics);
        this.loop = Loop.start("sender of visits", this::step, () -> closing = true, health);
    }

    private void step() throws Exception {
        long began = System.nanoTime();
        batch.clear();
        long place = journal.read(batch, BATCH);
        try {
            if (!batch.isEmpty() && !send()) {
                journal.rewind();
                return;
            }
            journal.confirm(place);
        } catch (RuntimeException | IOException e) {
            journal.rewind();
            closeProducer();
            throw e;
        }
        sent.increment(batch.size());
        journal.keepSpare();
        syncIfDue();
        pause(began);
    }

    /**
     * Limits the rate. Visits come in bursts, and the same cores answer visitors: a burst is sent later, as long as the
     * journal has enough room.
     */
    private void pause(long began) throws InterruptedException {
        long nanos = batch.size() < BATCH ? PAUSE.toNanos() : 0;
        if (journal.pendingBytes() < throttledBelow) {
            long due = began + batch.size() * 1_000_000_000L / perSecond;
            nanos = Math.max(nanos, due - System.nanoTime());
        }
        if (nanos > 0 && !closing) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }

    /** @return false when this is closing and Kafka has not confirmed the batch */
    private boolean send() throws InterruptedException {
        KafkaProducer<String, Visit> to = producer();
        AtomicInteger open = new AtomicInteger(batch.size());
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        for (VisitRecord visit : batch) {
            Visit described = describer.describe(visit);
            var record = new ProducerRecord<>(
                    Topics.VISITS.name(), visit.partition(), visit.facts().atMillis(), described.getCode(), described);
            Span span = span(visit, record);
            to.send(record, (metadata, error) -> {
                KafkaSpans.end(span, error);
                if (error != null) {
                    confirmed.completeExceptionally(error);
                } else if (open.decrementAndGet() == 0) {
                    confirmed.complete(null);
                }
            });
            if (confirmed.isCompletedExceptionally()) {
                break; // or the next visit might overtake it: a topic that was unknown a moment ago may be known now
            }
        }
        while (true) {
            try {
                confirmed.get(SYNC_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                syncIfDue();
                if (closing) {
                    return false;
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("Kafka refused visits; sending them again", e.getCause());
            }
        }
    }

    private Span span(VisitRecord visit, ProducerRecord<String, Visit> record) {
        if (visit.facts().trace().isEmpty()) {
            return Span.getInvalid();
        }
        Span span = spans.send(
                record.topic(),
                visit.partition(),
                record.key(),
                TraceParent.parse(visit.facts().trace()));
        KafkaSpans.put(span.getSpanContext(), record.headers());
        return span;
    }

    private void syncIfDue() {
        long now = System.nanoTime();
        if (now - nextSync >= 0) {
            journal.forceFull();
            journal.keepSpare(); // also while Kafka is away
            nextSync = now + SYNC_INTERVAL.toNanos();
        }
    }

    private KafkaProducer<String, Visit> producer() {
        KafkaProducer<String, Visit> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(
                    kafka.client(Map.ofEntries(
                            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "linklog-visits"),
                            Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                            // a broker accepts any first sequence of an unknown producer: with two requests in flight,
                            // that could be the second one's
                            Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                            Map.entry(ProducerConfig.LINGER_MS_CONFIG, 5),
                            Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024),
                            Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                            // never give up a record: the next one of its partition would look like a gap
                            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE),
                            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
                            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000),
                            Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000))),
                    new StringSerializer(),
                    serializer);
            producer = open;
        }
        return open;
    }

    private void closeProducer() {
        KafkaProducer<String, Visit> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    /** Stops sending; visits that Kafka has not confirmed stay in the journal. */
    @Override
    public void close() {
        loop.close();
        closeProducer();
    }
}
