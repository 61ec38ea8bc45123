package io.linklog.projector.replay;

import io.linklog.kit.cassandra.CommitLogWatch.Synced;
import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.kit.process.Health;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.projector.commands.ProgressDisplay;
import io.linklog.projector.projection.Projection;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the projection of a replay until it reaches the end of the log. Confined to one thread. */
final class ReplayCatchUp {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayCatchUp.class);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration CAUGHT_UP = Duration.ofSeconds(10);
    private static final Duration OLD_STANDSTILL = Duration.ofSeconds(30);

    private final ProjectedTopics log;
    private final Projection projection;
    private final Health health;
    private final ReplayClaim claim;
    private final PrintStream out;
    private final Map<FeedPartition, Long> begins;
    private final Map<FeedPartition, Long> resumedAt;
    private boolean oldStandsStill;

    ReplayCatchUp(ProjectedTopics log, Projection projection, Health health, ReplayClaim claim, PrintStream out) {
        this.log = log;
        this.projection = projection;
        this.health = health;
        this.claim = claim;
        this.out = out;
        this.begins = log.begins();
        this.resumedAt = log.committedOffsets(projection.keyspace());
    }

    /**
     * Waits until the replay is less than ten seconds behind the log. It does not wait for the end of the log: under
     * steady traffic the end moves on.
     */
    void run(boolean terminal) throws InterruptedException, NotSwitchedException {
        long asOf = System.nanoTime();
        Map<FeedPartition, Long> ends = ends();
        String name = "Replaying to " + projection.keyspace();
        try (ProgressDisplay progress =
                new ProgressDisplay(name, "records", writtenRecords(), total(ends), terminal, out)) {
            while (true) {
                while (!hasPassed(position(), ends)) {
                    tick();
                    progress.update(
                            Math.min(writtenRecords(), total(ends)),
                            total(ends),
                            projection.problem().orElse(""));
                }
                if (System.nanoTime() - asOf < CAUGHT_UP.toNanos()) {
                    progress.update(total(ends), total(ends), "");
                    return;
                }
                asOf = System.nanoTime();
                ends = ends();
            }
        }
    }

    /** Waits until this projection and the old one have written all records that are on the log now. */
    void settle(Keyspace old) throws InterruptedException, NotSwitchedException {
        Map<FeedPartition, Long> ends = ends();
        while (!hasPassed(position(), ends)) {
            tick();
        }
        Map<FeedPartition, Long> ofOld = query(() -> log.committedOffsets(old));
        long movedNanos = System.nanoTime();
        while (!oldStandsStill && !hasPassed(ofOld, ends)) {
            tick();
            Map<FeedPartition, Long> now = query(() -> log.committedOffsets(old));
            if (!now.equals(ofOld)) {
                ofOld = now;
                movedNanos = System.nanoTime();
            } else if (System.nanoTime() - movedNanos > OLD_STANDSTILL.toNanos()) {
                out.println("The projection to " + old + " does not reach the end of the log. Is the projector running?"
                        + " Comparing with its current rows.");
                oldStandsStill = true;
            }
        }
    }

    /** Waits until all records that are on the log now are written, durable and committed. */
    void awaitCommitted() throws InterruptedException, NotSwitchedException {
        Map<FeedPartition, Long> ends = ends();
        while (!hasPassed(query(() -> log.committedOffsets(projection.keyspace())), ends)) {
            tick();
        }
    }

    /**
     * Waits until all writes that were answered before this call are on disk.
     *
     * @param losses those that were known before the writes began
     * @throws NotSwitchedException if Cassandra may have lost some of them
     */
    void awaitOnDisk(long losses, Supplier<Synced> synced) throws InterruptedException, NotSwitchedException {
        long answeredNanos = System.nanoTime();
        Synced now = synced.get();
        while (now.losses() == losses && now.beforeNanos() - answeredNanos <= 0) {
            tick();
            now = synced.get();
        }
        if (now.losses() != losses) {
            throw new NotSwitchedException(
                    "Contact with Cassandra was lost meanwhile, so that it may have lost what was"
                            + " written again. Run again. Nothing was switched.");
        }
    }

    private Map<FeedPartition, Long> ends() throws InterruptedException, NotSwitchedException {
        return query(log::ends);
    }

    /** Repeats a query until Kafka answers: an outage does not end a replay. */
    private <T> T query(Supplier<T> question) throws InterruptedException, NotSwitchedException {
        while (true) {
            try {
                return question.get();
            } catch (KafkaException e) {
                LOG.warn("Waiting for Kafka: {}", e.toString());
                tick();
            }
        }
    }

    private void tick() throws InterruptedException, NotSwitchedException {
        claim.check();
        if (!health.deaths().isEmpty()) {
            throw new NotSwitchedException("The replay failed: " + health.deaths());
        }
        Thread.sleep(TICK.toMillis());
    }

    private Map<FeedPartition, Long> position() {
        Map<FeedPartition, Long> position = new HashMap<>(begins);
        resumedAt.forEach((partition, offset) -> position.merge(partition, offset, Math::max));
        projection.writtenOffsets().forEach((partition, offset) -> position.merge(partition, offset, Math::max));
        return position;
    }

    private boolean hasPassed(Map<FeedPartition, Long> position, Map<FeedPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end ->
                        Optional.ofNullable(position.get(end.getKey())).orElse(begins.getOrDefault(end.getKey(), 0L))
                                >= end.getValue());
    }

    private long writtenRecords() {
        return total(position());
    }

    /** A number of offsets. It is more than the number of records, because transaction markers take up offsets. */
    private long total(Map<FeedPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .mapToLong(one -> one.getValue() - begins.getOrDefault(one.getKey(), 0L))
                .sum();
    }
}
