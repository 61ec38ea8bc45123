package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.projector.projection.Feed;
import io.linklog.projector.projection.FeedWriter;
import io.linklog.projector.projection.WriteWindow;
import io.linklog.projector.tables.PurgeTables;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** {@code visit-purges} delete single visits and totals. */
public final class VisitPurgeFeed implements Feed {

    private final CqlSession cassandra;
    private final Deserializer<VisitPurge> purges;
    private final InstantSource clock;

    public VisitPurgeFeed(CqlSession cassandra, Deserializer<VisitPurge> purges, InstantSource clock) {
        this.cassandra = cassandra;
        this.purges = purges;
        this.clock = clock;
    }

    @Override
    public Topic topic() {
        return Topics.VISIT_PURGES;
    }

    @Override
    public FeedWriter open(Keyspace keyspace) {
        PurgeTables tables = new PurgeTables(cassandra, keyspace);
        return new FeedWriter() {
            @Override
            public void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes) {
                tables.deletions(Feed.value(purges, record), clock.instant())
                        .forEach(deletion -> writes.add(
                                new WriteWindow.Task(partition, () -> cassandra.executeAsync(deletion), () -> {})));
            }

            @Override
            public void endBatch(WriteWindow writes) {}
        };
    }
}
