package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.projector.projection.Feed;
import io.linklog.projector.projection.FeedWriter;
import io.linklog.projector.projection.WriteWindow;
import io.linklog.projector.tables.LinkTables;
import io.linklog.projector.tables.VisitTable;
import io.linklog.schemas.Visit;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@code visits} become rows of single visits. Visits of one code and day share a partition, so a few batches replace
 * one request for each visit. A visit that a journal sends again is written to the same row.
 *
 * <p>A visit that cannot be read or counted is skipped without a log line: the topology writes its dead letter. A
 * purged visit is not written: a deletion does not hold for what comes after it for ever.
 */
public final class VisitFeed implements Feed {

    // about 300 bytes a row
    private static final int ROWS_PER_BATCH = 100;

    private final CqlSession cassandra;
    private final Deserializer<Visit> visits;
    private final Predicate<Visit> purged;
    private final InstantSource clock;

    /** @param purged which visits are purged */
    public VisitFeed(CqlSession cassandra, Deserializer<Visit> visits, Predicate<Visit> purged, InstantSource clock) {
        this.cassandra = cassandra;
        this.visits = visits;
        this.purged = purged;
        this.clock = clock;
    }

    @Override
    public ProjectedFeed kind() {
        return ProjectedFeed.VISITS;
    }

    @Override
    public FeedWriter open(Keyspace keyspace) {
        return new Writer(new VisitTable(cassandra, keyspace));
    }

    private final class Writer implements FeedWriter {

        /** The rows of one batch have the same source: they are dropped together if that partition is revoked. */
        private record BatchKey(TopicPartition source, VisitTable.Day day) {}

        private final VisitTable table;
        private final Map<BatchKey, List<BoundStatement>> rows = new LinkedHashMap<>();

        Writer(VisitTable table) {
            this.table = table;
        }

        @Override
        public void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes) {
            Visit visit;
            Instant now = clock.instant();
            try {
                visit = visits.deserialize(record.topic(), record.value());
                if (visit == null || purged.test(visit)) {
                    return;
                }
                VisitRules.requireCountable(visit, partition.partition());
                VisitRules.requireTimely(visit, now);
            } catch (UnreadableRecordException e) {
                return;
            }
            rows.computeIfAbsent(new BatchKey(partition, VisitTable.Day.of(visit)), batch -> new ArrayList<>())
                    .add(table.row(visit, now));
        }

        @Override
        public void endBatch(WriteWindow writes) {
            rows.forEach((key, all) -> {
                for (int from = 0; from < all.size(); from += ROWS_PER_BATCH) {
                    Statement<?> some =
                            LinkTables.batch(all.subList(from, Math.min(all.size(), from + ROWS_PER_BATCH)));
                    writes.add(new WriteWindow.Task(key.source, () -> cassandra.executeAsync(some), () -> {}));
                }
            });
            rows.clear();
        }
    }
}
