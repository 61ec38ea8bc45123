package io.linklog.cli.blocked;

import io.linklog.cli.console.TopicReader;
import io.linklog.cli.options.Failure;
import io.linklog.schemas.Link;
import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.Reports;
import io.linklog.schemas.targets.HostSet;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the topic {@code links}, to its end as it was at the start. Links that lead to blocked hosts become
 * open reports of the system, partition by partition. What has such a report is left as it is, open or dismissed: so a
 * pass may be repeated, and one that was killed is continued by the next. Confined to one thread.
 */
final class LinkScan {

    /** Held in memory until the partition is read: a later record may say that a link leads elsewhere now. */
    static final int MOST_HITS = 10_000;

    private static final int MOST_KNOWN = 1_000_000;

    /** Writes reports; returns when Kafka has all of them. */
    @FunctionalInterface
    interface Sink {
        void write(List<Report> reports);
    }

    /**
     * What a pass has done.
     *
     * @param read records of links
     * @param known hits that have a report already
     * @param unreadable records that could not be read
     * @param isCut whether there may be more hits, for the next pass
     */
    record Result(long read, long reported, long known, long unreadable, boolean isCut) {}

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<Link> links;
    private final Deserializer<Report> reports;
    private final HostSet blocked;
    private final int mostHits;
    private final InstantSource clock;
    private final PrintWriter out;

    /** The findings that are reported, by the name of the link. */
    private final Map<String, String> reported = new HashMap<>();

    // of the partition that is read
    private final Map<String, Report> hits = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private long read;
    private long unreadable;
    private boolean isCut;

    /** @param mostHits the most reports of a partition of {@code links} in one pass */
    LinkScan(
            Consumer<byte[], byte[]> consumer,
            Deserializer<Link> links,
            Deserializer<Report> reports,
            HostSet blocked,
            int mostHits,
            InstantSource clock,
            PrintWriter out) {
        this.consumer = consumer;
        this.links = links;
        this.reports = reports;
        this.blocked = blocked;
        this.mostHits = mostHits;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Makes the pass.
     *
     * @param ofLinks the partitions of {@code links}
     * @param ofReports the partitions of {@code reports}
     */
    Result run(List<TopicPartition> ofLinks, List<TopicPartition> ofReports, Sink sink) throws IOException {
        for (TopicPartition partition : ofReports) {
            read(partition, this::takeReport);
        }
        long written = 0;
        long before = 0;
        for (TopicPartition partition : ofLinks) {
            hits.clear();
            known.clear();
            read(partition, this::takeLink);
            sink.write(List.copyOf(hits.values()));
            hits.values().forEach(hit -> out.println(ReportId.of(hit).name() + "  " + hit.getText()));
            written += hits.size();
            before += known.size();
        }
        return new Result(read, written, before, unreadable, isCut);
    }

    private void read(TopicPartition partition, TopicReader.Sink records) throws IOException {
        List<TopicPartition> one = List.of(partition);
        new TopicReader(consumer).read(consumer.beginningOffsets(one), consumer.endOffsets(one), records);
    }

    private boolean takeReport(ConsumerRecord<byte[], byte[]> record) {
        Optional<ReportId> id = ReportId.ofKey(key(record)).filter(found -> found.place() == ReportId.SYSTEM);
        if (id.isEmpty()) {
            return true;
        }
        Report report = decode(reports, record);
        if (report == null) {
            reported.remove(id.get().name());
        } else {
            reported.put(id.get().name(), String.valueOf(report.getText()));
        }
        if (reported.size() > MOST_KNOWN) {
            throw new Failure(
                    "There are more than " + MOST_KNOWN + " reports of the system: take the links down, and delete"
                            + " the reports with ./linklog reports delete.",
                    null);
        }
        return true;
    }

    /** The latest record of a link counts. */
    private boolean takeLink(ConsumerRecord<byte[], byte[]> record) {
        read++;
        String name = key(record);
        hits.remove(name);
        known.remove(name);
        Link link = decode(links, record);
        String finding = link == null ? null : BlockedFinding.of(link, blocked).orElse(null);
        if (link == null || finding == null) {
            return true;
        }
        if (finding.equals(reported.get(name))) {
            known.add(name);
        } else if (hits.size() >= mostHits) {
            isCut = true;
        } else {
            hits.put(name, Reports.ofSystem(link, clock.instant(), "blocked", finding));
        }
        return true;
    }

    private <T> @Nullable T decode(Deserializer<T> values, ConsumerRecord<byte[], byte[]> record) {
        try {
            return values.deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException e) {
            unreadable++;
            out.println(record.topic() + "-" + record.partition() + " offset " + record.offset() + " cannot be read: "
                    + e.getMessage());
            return null;
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
