package io.linklog.query.reports;

import io.javalin.config.RoutesConfig;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.query.domains.Sites;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.log.TopicWriter;
import io.linklog.query.lookup.PerKeyspace;
import io.linklog.query.lookup.ReadModel;
import io.linklog.schemas.Report;
import io.linklog.schemas.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serializer;

/** All about reports in this process: the pages for visitors, the calls for admins, and the log behind both. */
public final class ReportDesk implements AutoCloseable {

    /** What both need to read and to answer. */
    public record Readers(
            Supplier<ReadModel> models,
            PerKeyspace<ReportStatements> statements,
            Sites sites,
            URI publicUrl,
            AsyncAnswers answers,
            VisitorErrors errors,
            InstantSource clock) {}

    private final TopicWriter<Report> log;
    private final ReportPages pages;
    private final ReportApi api;

    private ReportDesk(TopicWriter<Report> log, ReportPages pages, ReportApi api) {
        this.log = log;
        this.pages = pages;
        this.api = api;
    }

    /** Opens the log. Waits for Kafka. */
    public static ReportDesk open(
            Readers readers, KafkaSettings kafka, Serializer<Report> serializer, Limits limits, MeterRegistry meters)
            throws InterruptedException {
        TopicWriter<Report> log = TopicWriter.open(Topics.REPORTS, kafka, serializer);
        return new ReportDesk(
                log,
                new ReportPages(readers, log, new ReportMetrics(meters), limits),
                new ReportApi(readers, log, kafka.reportsKept()));
    }

    public void addTo(RoutesConfig routes) {
        pages.addTo(routes);
        api.addTo(routes);
    }

    /** Sends what is buffered. Idempotent. */
    @Override
    public void close() {
        log.close();
    }
}
