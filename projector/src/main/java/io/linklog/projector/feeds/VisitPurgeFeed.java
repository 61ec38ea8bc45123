package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.client.Networks;
import io.linklog.kit.kafka.VisitPurges;
import io.linklog.projector.projection.Feed;
import io.linklog.projector.projection.FeedWriter;
import io.linklog.projector.projection.WriteWindow;
import io.linklog.projector.tables.AddressScan;
import io.linklog.projector.tables.PurgeTables;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.rules.VisitPurgeRules;
import io.linklog.schemas.rules.VisitRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** {@code visit-purges} delete single visits and totals. */
public final class VisitPurgeFeed implements Feed {

    /** By then every projector knows of a purge, and has written the visits that it read without knowing of it. */
    private static final Duration BEFORE_SCAN = Duration.ofSeconds(10);

    private final CqlSession cassandra;
    private final Deserializer<VisitPurge> purges;
    private final InstantSource clock;

    public VisitPurgeFeed(CqlSession cassandra, Deserializer<VisitPurge> purges, InstantSource clock) {
        this.cassandra = cassandra;
        this.purges = purges;
        this.clock = clock;
    }

    @Override
    public ProjectedFeed kind() {
        return ProjectedFeed.VISIT_PURGES;
    }

    @Override
    public FeedWriter open(Keyspace keyspace) {
        return new Writer(new PurgeTables(cassandra, keyspace), new AddressScan(cassandra, keyspace));
    }

    private final class Writer implements FeedWriter {

        private final PurgeTables tables;
        private final AddressScan scan;

        Writer(PurgeTables tables, AddressScan scan) {
            this.tables = tables;
            this.scan = scan;
        }

        @Override
        public void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes) {
            VisitPurge purge = Feed.value(purges, record);
            VisitPurgeRules.require(purge);
            if (purge.getAddresses() != null) {
                scan(partition, VisitPurges.addresses(purge), purge.getUntil(), writes);
            } else {
                tables.deletions(purge, clock.instant())
                        .forEach(deletion -> writes.add(
                                new WriteWindow.Task(partition, () -> cassandra.executeAsync(deletion), () -> {})));
            }
        }

        /** One part after another: a scan must leave the store to others. */
        private void scan(TopicPartition partition, Networks addresses, Instant until, WriteWindow writes) {
            if (until.isBefore(clock.instant().minus(VisitRules.OLDEST))) {
                return; // all have expired
            }
            Duration wait = Duration.between(clock.instant(), until.plus(BEFORE_SCAN));
            WriteWindow.Task before = new WriteWindow.Task(partition, () -> after(wait), () -> {});
            writes.add(before);
            for (int i = 0; i < AddressScan.PARTS; i++) {
                int part = i;
                WriteWindow.Task next =
                        new WriteWindow.Task(partition, () -> scan.delete(part, addresses, until), () -> {});
                writes.addAfter(before, next);
                before = next;
            }
        }

        @Override
        public void endBatch(WriteWindow writes) {}
    }

    private static CompletableFuture<Void> after(Duration wait) {
        return new CompletableFuture<Void>()
                .completeOnTimeout(null, Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
    }
}
