package io.linklog.projector;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.cassandra.CommitLogWatch;
import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.kit.kafka.ValueSerdes;
import io.linklog.kit.kafka.VisitPurges;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Startup;
import io.linklog.kit.tracing.Tracing;
import io.linklog.projector.feeds.LinkFeed;
import io.linklog.projector.feeds.ReportFeed;
import io.linklog.projector.feeds.StatsFeed;
import io.linklog.projector.feeds.VisitFeed;
import io.linklog.projector.feeds.VisitPurgeFeed;
import io.linklog.projector.feeds.WordFeed;
import io.linklog.projector.projection.ProjectionStores;
import io.linklog.projector.tables.ProjectionSchema;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Report;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.topics.Topics;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;

/** Opens what a projection reads and writes, for the projector and for a replay. */
public final class StoresOpener {

    private StoresOpener() {}

    /** Opens the stores into the closer. Waits for servers that do not answer. */
    public static ProjectionStores open(ProjectorSettings settings, Tracing tracing, Health health, Closer closer)
            throws InterruptedException {
        InstalledTopics topics = InstalledTopics.await(settings.kafka());
        ValueSerdes serdes = new ValueSerdes(settings.registry());
        Deserializer<LinkEvent> events =
                serdes.await(Topics.LINK_EVENTS, LinkEvent.class).deserializer();
        Deserializer<VisitStats> stats =
                serdes.await(Topics.VISIT_STATS, VisitStats.class).deserializer();
        Deserializer<Visit> visits = serdes.await(Topics.VISITS, Visit.class).deserializer();
        Deserializer<Report> reports =
                serdes.await(Topics.REPORTS, Report.class).deserializer();
        Deserializer<VisitPurge> visitPurges =
                serdes.await(Topics.VISIT_PURGES, VisitPurge.class).deserializer();
        VisitPurges purged =
                closer.add("visit purges", VisitPurges.follow(settings.kafka(), topics, visitPurges, health));
        CassandraSettings cassandra = settings.cassandra();
        CqlSession session = closer.add(
                "Cassandra", Startup.await("Cassandra at " + cassandra.contactPoints(), () -> cassandra.open()));
        CommitLogWatch watch =
                closer.add("commit log watch", new CommitLogWatch(session, settings.durableAfter(), health));
        return new ProjectionStores(
                settings.kafka(),
                events,
                visits,
                purged,
                session,
                watch::synced,
                new ProjectionSchema(session, cassandra),
                List.of(
                        new LinkFeed(session, events, tracing),
                        new WordFeed(session, events, settings.publicUrl()),
                        new StatsFeed(session, stats, purged::contains),
                        new VisitFeed(session, visits, purged::contains, InstantSource.system()),
                        new VisitPurgeFeed(session, visitPurges, InstantSource.system()),
                        new ReportFeed(session, reports, settings.kafka().reportsKept(), InstantSource.system())));
    }
}
