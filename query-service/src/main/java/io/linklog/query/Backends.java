package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.kit.kafka.PurgedLinks;
import io.linklog.kit.kafka.ValueSerdes;
import io.linklog.kit.kafka.VisitPurges;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Startup;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.events.EventMessages;
import io.linklog.query.events.EventStream;
import io.linklog.query.events.EventStreamMetrics;
import io.linklog.query.events.EventStreams;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.limits.VisitPlaces;
import io.linklog.query.log.TopicWriter;
import io.linklog.query.lookup.LogOffsets;
import io.linklog.query.lookup.LookupMetrics;
import io.linklog.query.lookup.PerKeyspace;
import io.linklog.query.lookup.ReadModel;
import io.linklog.query.reports.ReportDesk;
import io.linklog.query.rules.Visitors;
import io.linklog.query.stats.StatsStatements;
import io.linklog.query.stats.VisitPurgeCalls;
import io.linklog.query.visitlog.VisitLog;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Report;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.visits.FollowedCounts;
import io.linklog.visits.Places;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The clients of the servers that a query-service reads from and writes to, and the parts that need several of them.
 *
 * @param kafka reads offsets
 * @param partitions number of partitions of the log of links and of the log of visits
 * @param counts the generations of the count of visits
 * @param places of visitors
 * @param purged the links that are purged
 * @param purges writes purges of visits
 * @param visitPurges the visits that are purged
 */
record Backends(
        Admin kafka,
        int partitions,
        AvroSerde<LinkEvent> events,
        AvroSerde<Visit> visits,
        AvroSerde<Report> reports,
        CqlSession cassandra,
        FollowedCounts counts,
        Places places,
        PurgedLinks purged,
        Serializer<VisitPurge> purges,
        VisitPurges visitPurges) {

    /** Connects to Kafka, the schema registry and Cassandra, and waits for each of them. */
    static Backends open(QuerySettings settings, ServiceRuntime runtime, Health health, Closer closer)
            throws Exception {
        Admin kafka = closer.add("Kafka admin", Admin.create(settings.kafka().client(Map.of())));
        InstalledTopics topics = InstalledTopics.await(kafka, settings.kafka());
        ValueSerdes serdes = new ValueSerdes(settings.registry());
        AvroSerde<LinkEvent> events = serdes.await(Topics.LINK_EVENTS, LinkEvent.class);
        AvroSerde<Visit> visits = serdes.await(Topics.VISITS, Visit.class);
        AvroSerde<Report> reports = serdes.await(Topics.REPORTS, Report.class);
        CqlSession cassandra = closer.add(
                "Cassandra session",
                Startup.await("Cassandra at " + settings.cassandra().contactPoints(), settings.cassandra()::open));
        FollowedCounts counts = closer.add(
                "counts of visits",
                FollowedCounts.fromLastKnown(runtime.etcd(), settings.state().counts()));
        Places places =
                closer.add("places of visitors", Places.open(settings.visits().places()));
        PurgedLinks purged =
                closer.add("purged links", PurgedLinks.follow(settings.kafka(), topics, runtime.meters(), health));
        AvroSerde<VisitPurge> purges = serdes.await(Topics.VISIT_PURGES, VisitPurge.class);
        VisitPurges visitPurges =
                closer.add("visit purges", VisitPurges.follow(settings.kafka(), topics, purges.deserializer(), health));
        return new Backends(
                kafka,
                topics.partitions(Topics.LINK_EVENTS),
                events,
                visits,
                reports,
                cassandra,
                counts,
                places,
                purged,
                purges.serializer(),
                visitPurges);
    }

    StatsStatements prepareStats(KeyspaceSession session) {
        return StatsStatements.prepare(session, counts);
    }

    ReadModel.Parts readModelParts(
            QuerySettings settings, List<PerKeyspace<?>> statements, ServiceRuntime runtime, Health health) {
        return new ReadModel.Parts(
                cassandra,
                settings.kafka(),
                settings.http().instanceId(),
                new LogOffsets(kafka, partitions, settings.lookup().fenceWait()),
                events.deserializer(),
                statements,
                settings.lookup(),
                new LookupMetrics(runtime.meters()),
                runtime.tracing(),
                health);
    }

    VisitLog.Parts visitLogParts(QuerySettings settings, ServiceRuntime runtime, Health health) {
        return new VisitLog.Parts(
                settings.http().instanceId(),
                settings.kafka(),
                partitions,
                visits,
                places,
                runtime.etcd(),
                runtime.meters(),
                runtime.tracing(),
                health);
    }

    Visitors openVisitors(QuerySettings settings, ServiceRuntime runtime, Health health) throws InterruptedException {
        return Visitors.open(settings.visits().proxies(), places, runtime.etcd(), health);
    }

    /** Waits for the table of the limits. */
    VisitPlaces openLimits(QuerySettings settings, Health health) throws InterruptedException {
        return Startup.await(
                "the table of visit limits in Cassandra",
                () -> new VisitPlaces(
                        cassandra,
                        settings.cassandra().replication(),
                        settings.http().instanceId(),
                        settings.lookup().readDeadline(),
                        health));
    }

    /** Waits for Kafka. */
    ReportDesk openReports(QuerySettings settings, ServiceRuntime runtime, ReportDesk.Readers readers)
            throws InterruptedException {
        return ReportDesk.open(readers, settings.kafka(), reports.serializer(), runtime.limits(), runtime.meters());
    }

    /** Opens the log of purges. Waits for Kafka. */
    VisitPurgeCalls openPurges(
            QuerySettings settings,
            Supplier<ReadModel> models,
            AsyncAnswers answers,
            InstantSource clock,
            Closer closer)
            throws InterruptedException {
        TopicWriter<VisitPurge> log =
                closer.add("log of visit purges", TopicWriter.open(Topics.VISIT_PURGES, settings.kafka(), purges));
        return new VisitPurgeCalls(models, log, counts, answers, clock);
    }

    EventStreams openStreams(
            QuerySettings settings,
            Supplier<ReadModel> models,
            ObjectMapper json,
            ServiceRuntime runtime,
            Health health) {
        Set<EventStream> running = EventStreams.newStreamSet();
        EventMessages messages = new EventMessages(
                events.deserializer(),
                visits.deserializer(),
                purged::contains,
                visitPurges::contains,
                models,
                settings.http().publicUrl(),
                json,
                settings.lookup().requestDeadline());
        return new EventStreams(
                settings.kafka(),
                settings.http().instanceId(),
                partitions,
                new EventStream.Parts(
                        messages, settings.events(), new EventStreamMetrics(runtime.meters(), running), health),
                running,
                runtime.places(
                        "streams",
                        "event streams (LINKLOG_EVENT_STREAMS)",
                        settings.events().most()),
                runtime.longAnswers());
    }
}
