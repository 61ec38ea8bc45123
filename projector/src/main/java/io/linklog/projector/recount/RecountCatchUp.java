package io.linklog.projector.recount;

import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.projector.commands.ProgressDisplay;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the count of a generation until it reaches the end of the log, and until its totals are in the tables.
 * Confined to one thread.
 */
final class RecountCatchUp {

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration CAUGHT_UP = Duration.ofSeconds(10);
    // partitions of a killed topology move after ten seconds, and the projector commits after fifteen
    private static final Duration STANDSTILL = Duration.ofSeconds(90);

    private final ProjectedTopics log;
    private final CountingApplication application;
    private final int generation;
    private final Keyspace keyspace;
    private final PrintStream out;

    RecountCatchUp(
            ProjectedTopics log, CountingApplication application, int generation, Keyspace keyspace, PrintStream out) {
        this.log = log;
        this.application = application;
        this.generation = generation;
        this.keyspace = keyspace;
        this.out = out;
    }

    /**
     * Waits until the count is less than ten seconds behind the log and its totals are in the tables. It does not wait
     * for the end of the log: under steady traffic the end moves on.
     */
    void run(boolean terminal) throws InterruptedException, NotSwitchedException {
        Map<TopicPartition, Long> begins = FeedPartition.ofFeed(ProjectedFeed.VISITS, log.begins());
        long asOf;
        do {
            asOf = System.nanoTime();
            Map<TopicPartition, Long> ends = FeedPartition.ofFeed(ProjectedFeed.VISITS, log.ends());
            follow(
                    "Recounting as generation " + generation,
                    "visits",
                    begins,
                    ends,
                    application::committedOffsets,
                    terminal,
                    "The count of generation " + generation
                            + " does not proceed. Is a streams-topology running? If it is," + " its log says why");
        } while (System.nanoTime() - asOf > CAUGHT_UP.toNanos());
        Map<TopicPartition, Long> statsEnds = FeedPartition.ofFeed(ProjectedFeed.VISIT_STATS, log.ends());
        follow(
                "Writing totals to " + keyspace,
                "records",
                FeedPartition.ofFeed(ProjectedFeed.VISIT_STATS, log.begins()),
                statsEnds,
                () -> FeedPartition.ofFeed(ProjectedFeed.VISIT_STATS, log.committedOffsets(keyspace)),
                terminal,
                "The totals in " + keyspace + " do not proceed. Is a projector running?");
    }

    private void follow(
            String name,
            String unit,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Supplier<Map<TopicPartition, Long>> position,
            boolean terminal,
            String standstill)
            throws InterruptedException, NotSwitchedException {
        long total = sum(ends) - sum(begins);
        long done = countDone(begins, ends, position(position));
        long movedNanos = System.nanoTime();
        try (ProgressDisplay progress = new ProgressDisplay(name, unit, done, total, terminal, out)) {
            while (done < total) {
                Thread.sleep(TICK.toMillis());
                long now = countDone(begins, ends, position(position));
                if (now > done) {
                    movedNanos = System.nanoTime();
                } else if (System.nanoTime() - movedNanos > STANDSTILL.toNanos()) {
                    throw new NotSwitchedException(standstill + ". Nothing was switched; run again to continue, or with"
                            + " --restart to start a new recount.");
                }
                done = Math.max(done, now);
                progress.update(done, total, "");
            }
        }
    }

    /** An empty position while Kafka does not answer: an outage does not end a recount. */
    private static Map<TopicPartition, Long> position(Supplier<Map<TopicPartition, Long>> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            return Map.of();
        }
    }

    private static long countDone(
            Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> position) {
        long done = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            long begin = begins.getOrDefault(end.getKey(), 0L);
            long at = position.getOrDefault(end.getKey(), begin);
            done += Math.max(0, Math.min(at, end.getValue()) - begin);
        }
        return done;
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }
}
