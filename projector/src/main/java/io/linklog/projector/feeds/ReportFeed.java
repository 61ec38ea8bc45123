package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.projector.projection.Feed;
import io.linklog.projector.projection.FeedWriter;
import io.linklog.projector.projection.WriteWindow;
import io.linklog.projector.tables.ReportTables;
import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@code reports} become rows by link and rows of lists. The later state of a report wins in any order, and a record
 * without a value deletes the report.
 */
public final class ReportFeed implements Feed {

    private final CqlSession cassandra;
    private final Deserializer<Report> reports;
    private final Duration kept;
    private final InstantSource clock;

    /** @param kept how long reports are kept after they were made */
    public ReportFeed(CqlSession cassandra, Deserializer<Report> reports, Duration kept, InstantSource clock) {
        this.cassandra = cassandra;
        this.reports = reports;
        this.kept = kept;
        this.clock = clock;
    }

    @Override
    public ProjectedFeed kind() {
        return ProjectedFeed.REPORTS;
    }

    @Override
    public FeedWriter open(Keyspace keyspace) {
        return new Writer(new ReportTables(cassandra, keyspace, kept));
    }

    private final class Writer implements FeedWriter {

        private final ReportTables tables;

        Writer(ReportTables tables) {
            this.tables = tables;
        }

        @Override
        public void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes) {
            for (BoundStatement row : rows(record)) {
                writes.add(new WriteWindow.Task(partition, () -> cassandra.executeAsync(row), () -> {}));
            }
        }

        private List<BoundStatement> rows(ConsumerRecord<byte[], byte[]> record) {
            Report report = reports.deserialize(record.topic(), record.value());
            if (report != null) {
                return tables.rows(report, clock.instant());
            }
            return id(record)
                    .map(id -> List.of(tables.noRow(id, Instant.ofEpochMilli(record.timestamp()))))
                    .orElseThrow(() -> new UnreadableRecordException("The key is no id of a report", null));
        }

        @Override
        public void endBatch(WriteWindow writes) {}
    }

    private static Optional<ReportId> id(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null
                ? Optional.empty()
                : ReportId.ofKey(new String(record.key(), StandardCharsets.UTF_8));
    }
}
