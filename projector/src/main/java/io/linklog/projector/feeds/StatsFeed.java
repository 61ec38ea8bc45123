package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.projector.projection.Feed;
import io.linklog.projector.projection.FeedWriter;
import io.linklog.projector.projection.WriteWindow;
import io.linklog.projector.tables.StatsTables;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@code visit-stats} become totals of visits, and the positions up to which visits are counted. Values are absolute,
 * so only the last record of each key in a poll is written. Purged totals are not written: their record stays in the
 * log if nothing was counted after the purge.
 */
public final class StatsFeed implements Feed {

    // far above the keys that the topology writes, far below the 64 KiB that Cassandra accepts as a key
    private static final int LONGEST_KEY = 4_096;

    private final CqlSession cassandra;
    private final Deserializer<VisitStats> stats;
    private final Predicate<VisitTotals> purged;

    /** @param purged whether totals may hold visits that are purged */
    public StatsFeed(CqlSession cassandra, Deserializer<VisitStats> stats, Predicate<VisitTotals> purged) {
        this.cassandra = cassandra;
        this.stats = stats;
        this.purged = purged;
    }

    @Override
    public ProjectedFeed kind() {
        return ProjectedFeed.VISIT_STATS;
    }

    @Override
    public FeedWriter open(Keyspace keyspace) {
        return new Writer(new StatsTables(cassandra, keyspace));
    }

    /**
     * The key of totals.
     *
     * @throws UnreadableRecordException if the tables cannot hold it
     */
    static String requireKey(VisitStats value) {
        String key = VisitStatsKey.of(value);
        String name = value.getStats() instanceof VisitTotals totals
                ? totals.getCode()
                : ((VisitsCounted) value.getStats()).getJournal();
        Instant countedAt = value.getStats() instanceof VisitTotals totals
                ? totals.getCountedAt()
                : ((VisitsCounted) value.getStats()).getCountedAt();
        if (!countedAt.isAfter(Instant.EPOCH)) {
            throw new UnreadableRecordException("The totals were counted at " + countedAt, null);
        }
        if (name.isEmpty() || key.length() > LONGEST_KEY) {
            throw new UnreadableRecordException(
                    "The totals' code or journal has " + name.length()
                            + " characters, which no key of a table can hold",
                    null);
        }
        return key;
    }

    private final class Writer implements FeedWriter {

        private record Latest(TopicPartition partition, VisitStats value) {}

        private final StatsTables tables;
        private final Map<String, Latest> latest = new LinkedHashMap<>();

        Writer(StatsTables tables) {
            this.tables = tables;
        }

        @Override
        public void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes) {
            VisitStats value = Feed.value(stats, record);
            String key = requireKey(value);
            if (!(value.getStats() instanceof VisitTotals totals && purged.test(totals))) {
                latest.put(key, new Latest(partition, value));
            }
        }

        @Override
        public void endBatch(WriteWindow writes) {
            for (Latest one : latest.values()) {
                Statement<?> row = tables.row(one.value);
                writes.add(new WriteWindow.Task(one.partition, () -> cassandra.executeAsync(row), () -> {}));
            }
            latest.clear();
        }
    }
}
