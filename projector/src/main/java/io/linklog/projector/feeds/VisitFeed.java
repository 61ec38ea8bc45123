package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.projector.projection.Feed;
import io.linklog.projector.projection.FeedWriter;
import io.linklog.projector.projection.WriteWindow;
import io.linklog.projector.tables.LinkTables;
import io.linklog.projector.tables.VisitTable;
import io.linklog.schemas.Visit;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@code visits} to single visits. Those of one code and day share a partition of the table, so those of one poll go as
 * a few batches instead of a request each. What a journal sends again is written again to the same rows.
 *
 * <p>A visit that cannot be read or counted is left out in silence: the topology puts it aside, with the reason.
 */
public final class VisitFeed implements Feed {

    // some 300 bytes a row
    private static final int ROWS_PER_BATCH = 100;

    private final CqlSession cassandra;
    private final Deserializer<Visit> visits;
    private final InstantSource clock;

    public VisitFeed(CqlSession cassandra, Deserializer<Visit> visits, InstantSource clock) {
        this.cassandra = cassandra;
        this.visits = visits;
        this.clock = clock;
    }

    @Override
    public Topic topic() {
        return Topics.VISITS;
    }

    @Override
    public FeedWriter open(Keyspace keyspace) {
        return new Writer(new VisitTable(cassandra, keyspace));
    }

    private final class Writer implements FeedWriter {

        /** What goes together: all of it must be taken again when the topic's partition goes to another instance. */
        private record Together(TopicPartition source, VisitTable.Day day) {}

        private final VisitTable table;
        private final Map<Together, List<BoundStatement>> rows = new LinkedHashMap<>();

        Writer(VisitTable table) {
            this.table = table;
        }

        @Override
        public void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes) {
            Visit visit;
            Instant now = clock.instant();
            try {
                visit = visits.deserialize(record.topic(), record.value());
                if (visit == null) {
                    return;
                }
                VisitRules.requireCountable(visit, partition.partition());
                VisitRules.requireTimely(visit, now);
            } catch (UnreadableRecordException e) {
                return;
            }
            rows.computeIfAbsent(new Together(partition, VisitTable.Day.of(visit)), key -> new ArrayList<>())
                    .add(table.row(visit, now));
        }

        @Override
        public void endBatch(WriteWindow writes) {
            rows.forEach((together, all) -> {
                for (int from = 0; from < all.size(); from += ROWS_PER_BATCH) {
                    Statement<?> some =
                            LinkTables.batch(all.subList(from, Math.min(all.size(), from + ROWS_PER_BATCH)));
                    writes.add(new WriteWindow.Task(together.source, () -> cassandra.executeAsync(some), () -> {}));
                }
            });
            rows.clear();
        }
    }
}
