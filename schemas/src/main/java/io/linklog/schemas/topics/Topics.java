package io.linklog.schemas.topics;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Report;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.VisitStats;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.utils.Utils;

/**
 * The topic catalogue. {@code docs/architecture.md} shows it as a table.
 *
 * <p>Keys are UTF-8 strings. {@link #LINK_COMMANDS}, {@link #LINK_EVENTS} and {@link #LINKS} have the same number of
 * partitions, so the partition that decides a command owns the code in all three.
 */
public final class Topics {

    private static final String RETENTION = "retention.ms";

    /** Requests to change links; keyed by {@link CommandKey}; kept for seven days. */
    public static final Topic LINK_COMMANDS =
            new Topic("link-commands", LinkCommand.getClassSchema(), keptFor(Duration.ofDays(7)));

    /** The source of truth; keyed by code; kept forever. */
    public static final Topic LINK_EVENTS = new Topic(
            "link-events",
            LinkEvent.getClassSchema(),
            Map.of("cleanup.policy", "delete", RETENTION, "-1", "retention.bytes", "-1"));

    /** The current state of each link; keyed by code; null after a purge. */
    public static final Topic LINKS = new Topic("links", Link.getClassSchema(), Map.of("cleanup.policy", "compact"));

    /** The links that are purged, without what they said; keyed by name; whoever reads old records asks it. */
    public static final Topic PURGED_LINKS =
            new Topic("purged-links", Link.getClassSchema(), Map.of("cleanup.policy", "compact"));

    /**
     * The outcome of each command; keyed by command id; written to the partition that the requesting instance reads.
     */
    public static final Topic LINK_OUTCOMES =
            new Topic("link-outcomes", LinkOutcome.getClassSchema(), keptFor(Duration.ofDays(1)));

    /**
     * Each answer to a visitor; keyed by code, but the visits of a hot code are spread over partitions; kept for 30
     * days.
     */
    public static final Topic VISITS = new Topic("visits", Visit.getClassSchema(), keptFor(Duration.ofDays(30)));

    /** Absolute totals of visits; keyed by {@link VisitStatsKey}. */
    public static final Topic VISIT_STATS =
            new Topic("visit-stats", VisitStats.getClassSchema(), Map.of("cleanup.policy", "compact"));

    /** Visits that are erased; keyed by the name under which they count, or by address; the latest of each name. */
    public static final Topic VISIT_PURGES =
            new Topic("visit-purges", VisitPurge.getClassSchema(), Map.of("cleanup.policy", "compact"));

    /** The time that {@link #REPORTS} keeps a report unless the settings say otherwise. */
    public static final Duration REPORTS_KEPT = Duration.ofDays(180);

    /**
     * Reports of visitors about links; keyed by {@link io.linklog.schemas.reports.ReportId#key}; the latest state of
     * each, for a limited time; null after a deletion.
     */
    public static final Topic REPORTS = new Topic(
            "reports",
            Report.getClassSchema(),
            Map.of("cleanup.policy", "compact,delete", RETENTION, Long.toString(REPORTS_KEPT.toMillis())));

    /** All topics with Linklog's records; most have a dead-letter topic. */
    public static final List<Topic> ALL = List.of(
            LINK_COMMANDS, LINK_EVENTS, LINKS, PURGED_LINKS, LINK_OUTCOMES, VISITS, VISIT_STATS, VISIT_PURGES, REPORTS);

    /** Events that could not be delivered to webhooks; keyed like their source. */
    public static final Topic WEBHOOK_DEAD_LETTERS = deadLetters(Topic.deadLetterName("webhooks"));

    /** The dead-letter topics: the unchanged bytes, and the reason in headers. */
    public static final List<Topic> DEAD_LETTERS = List.of(
            deadLetters(LINK_COMMANDS.deadLetterName()),
            deadLetters(LINK_EVENTS.deadLetterName()),
            deadLetters(VISITS.deadLetterName()),
            deadLetters(VISIT_STATS.deadLetterName()),
            deadLetters(VISIT_PURGES.deadLetterName()),
            deadLetters(REPORTS.deadLetterName()),
            WEBHOOK_DEAD_LETTERS);

    private Topics() {}

    /**
     * The partition of a key, by the rule of Kafka's default partitioner (murmur2 of the UTF-8 bytes).
     *
     * @param key a record key
     * @param partitions number of partitions of the topic, at least 1
     */
    public static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(Utils.utf8(key))) % partitions;
    }

    /** {@link #REPORTS} with another time. */
    static Topic reportsKept(Duration time) {
        Map<String, String> config = new HashMap<>(REPORTS.config());
        config.put(RETENTION, Long.toString(time.toMillis()));
        return new Topic(REPORTS.name(), REPORTS.valueSchema(), config);
    }

    private static Topic deadLetters(String name) {
        Schema rawBytes = null;
        Map<String, String> config = new HashMap<>(keptFor(Duration.ofDays(30)));
        // the longest record of the source and its headers fit
        config.put("max.message.bytes", Integer.toString(2 * 1024 * 1024));
        return new Topic(name, rawBytes, config);
    }

    private static Map<String, String> keptFor(Duration time) {
        return Map.of("cleanup.policy", "delete", RETENTION, Long.toString(time.toMillis()));
    }
}
