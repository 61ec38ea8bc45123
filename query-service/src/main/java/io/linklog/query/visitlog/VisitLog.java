package io.linklog.query.visitlog;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.DiskSpace;
import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.visits.Agents;
import io.linklog.visits.Bots;
import io.linklog.visits.Places;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of visits: a handler calls {@link #record} before each answer. Thread-safe.
 *
 * <p>It promises: a visit that was answered is in a file and reaches the topic {@code visits}, even when Kafka is away
 * or the process is killed. When the journal is full, the visit is dropped and counted. The visitor never waits for the
 * disk or for Kafka.
 */
public final class VisitLog implements AutoCloseable {

    /**
     * What a log needs in addition to its settings.
     *
     * @param partitions number of partitions of the topic {@code visits}
     * @param places of visitors; must be open for longer than the log
     */
    public record Parts(
            String instanceId,
            KafkaSettings kafka,
            int partitions,
            AvroSerde<Visit> visits,
            Places places,
            Etcd etcd,
            MeterRegistry metrics,
            Tracing tracing,
            Health health) {}

    private static final Logger LOG = LoggerFactory.getLogger(VisitLog.class);

    /** Visits of one code per second and instance; further visits are spread over the other partitions. */
    private static final int HOT = 500;

    private static final int SEGMENT_BYTES = 8 * 1024 * 1024;

    private final Closer closer = new Closer();
    private final String instanceId;
    private final @Nullable VisitJournal journal;
    private final @Nullable RequestReader reader;
    private final Agents agents = new Agents();
    private final LongAdder failed = new LongAdder();
    private final HotCodes hot = new HotCodes(HOT);

    private VisitLog() {
        this.instanceId = "";
        this.journal = null;
        this.reader = null;
    }

    private VisitLog(VisitLogSettings settings, Parts parts) throws Exception {
        this.instanceId = parts.instanceId;
        try {
            VisitorSalt salt =
                    closer.add("visitor salt", new VisitorSalt(parts.etcd, InstantSource.system(), parts.health));
            this.reader = new RequestReader(settings, salt::bytes);
            VisitJournal opened = closer.add(
                    "journal of visits",
                    new VisitJournal(settings.folder(), parts.partitions, settings.journalBytes(), SEGMENT_BYTES));
            this.journal = opened;
            VisitDescriber describer = new VisitDescriber(parts.instanceId, agents, parts.places);
            closer.add(
                    "sender of visits",
                    new VisitSender(
                            opened,
                            describer,
                            settings,
                            parts.kafka,
                            parts.visits.serializer(),
                            new KafkaSpans(parts.tracing),
                            parts.metrics,
                            parts.health));
            VisitLogMetrics.register(parts.metrics, opened, failed);
            new DiskSpace(settings.folder(), parts.metrics);
        } catch (Exception e) {
            closer.close();
            throw e;
        }
    }

    /** Opens the journal and starts to send its visits. */
    public static VisitLog open(VisitLogSettings settings, Parts parts) throws Exception {
        return settings.on() ? new VisitLog(settings, parts) : off();
    }

    /** A log that discards all visits. */
    public static VisitLog off() {
        return new VisitLog();
    }

    /**
     * Logs a visit; call it before the answer is sent.
     *
     * @param code the requested path
     * @param tenant the owner of the link that was found, else of the domain
     * @param rule the number of the redirect rule that chose the target, from 1; 0 for none
     * @param trace the trace of the request; invalid for none
     */
    public void record(
            Request request, String code, String tenant, VisitKind kind, int rule, long nowMillis, SpanContext trace) {
        VisitJournal to = journal;
        if (to == null || reader == null) {
            return;
        }
        int partition = 0;
        try {
            partition = partition(code, nowMillis, to.partitions());
            to.append(reader.read(request, code, tenant, kind, rule, nowMillis, trace), partition);
        } catch (RuntimeException | InternalError e) { // InternalError: the disk failed under the mapped file
            // a fault here must not cost the visitor the answer; the first fault is logged, all are counted
            failed.increment();
            to.refuse(partition);
            if (failed.sum() == 1) {
                LOG.error("A visit could not be logged; linklog_visits_failed_total counts these", e);
            }
        }
    }

    private int partition(String code, long nowMillis, int partitions) {
        int own = Topics.partition(code, partitions);
        int beyond = hot.countBeyond(code, nowMillis);
        return beyond == 0 ? own : (own + beyond) % partitions;
    }

    /** Whether a request comes from a program or from a browser's prefetch. Takes a few microseconds at most. */
    public boolean isBot(Request request) {
        String userAgent = RequestReader.orEmpty(request.getHeaders().get(HttpHeader.USER_AGENT));
        return HttpMethod.HEAD.is(request.getMethod())
                || RequestReader.isPrefetch(request)
                || Bots.reason(userAgent) != null;
    }

    /** What this run of the process has answered, sent and dropped; empty when visits are not logged. */
    public Optional<JournalReport> report() {
        VisitJournal open = journal;
        if (open == null) {
            return Optional.empty();
        }
        // the confirmed numbers first: a visit that is answered in between then counts as pending
        long[] confirmed = open.confirmed();
        return Optional.of(new JournalReport(
                JournalReport.name(instanceId, open.run()),
                open.sequences(),
                confirmed,
                open.dropped(),
                open.droppedBefore(),
                open.pendingBytes()));
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
