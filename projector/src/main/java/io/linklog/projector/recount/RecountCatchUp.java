package io.linklog.projector.recount;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.projector.commands.ProgressDisplay;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches a generation being counted: until it has come to the end of the log, and the tables to the end of its totals.
 * Confined to one thread.
 */
final class RecountCatchUp {

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration CAUGHT_UP = Duration.ofSeconds(10);
    // a topology takes up a partition that a killed one had after ten seconds, and the projector commits what is surely
    // on disk after fifteen
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
     * Waits until what was on the log ten seconds ago at most is counted and in the tables. Not until the log's end:
     * under steady traffic there is always something behind it.
     */
    void run(boolean terminal) throws InterruptedException, NotSwitchedException {
        String unit = "visits";
        Map<TopicPartition, Long> begins = of(Topics.VISITS, log.begins());
        long asOf;
        do {
            asOf = System.nanoTime();
            Map<TopicPartition, Long> ends = of(Topics.VISITS, log.ends());
            follow(
                    "Recounting as generation " + generation,
                    unit,
                    begins,
                    ends,
                    application::counted,
                    terminal,
                    "No streams-topology counts generation " + generation
                            + " on. Is one running? If it cannot, its log says why");
        } while (System.nanoTime() - asOf > CAUGHT_UP.toNanos());
        Map<TopicPartition, Long> statsEnds = of(Topics.VISIT_STATS, log.ends());
        follow(
                "Writing its totals to " + keyspace,
                "records",
                of(Topics.VISIT_STATS, log.begins()),
                statsEnds,
                () -> of(Topics.VISIT_STATS, log.committed(keyspace)),
                terminal,
                "The projector does not write totals to " + keyspace + ". Is one running?");
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
        long done = done(begins, ends, position(position));
        long movedNanos = System.nanoTime();
        try (ProgressDisplay progress = new ProgressDisplay(name, unit, done, total, terminal, out)) {
            while (done < total) {
                Thread.sleep(TICK.toMillis());
                long now = done(begins, ends, position(position));
                if (now > done) {
                    movedNanos = System.nanoTime();
                } else if (System.nanoTime() - movedNanos > STANDSTILL.toNanos()) {
                    throw new NotSwitchedException(standstill + ". Nothing was switched; run again to go on, or with"
                            + " --restart to begin afresh.");
                }
                done = Math.max(done, now);
                progress.at(done, total, "");
            }
        }
    }

    /** Kafka being away for a while ends nothing. */
    private static Map<TopicPartition, Long> position(Supplier<Map<TopicPartition, Long>> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            return Map.of();
        }
    }

    private static long done(
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

    private static Map<TopicPartition, Long> of(Topic topic, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> own = new HashMap<>(offsets);
        own.keySet().removeIf(partition -> !partition.topic().equals(topic.name()));
        return own;
    }
}
