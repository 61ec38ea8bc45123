package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.DriverException;
import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.projector.tables.ProjectionSchema;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;

/** Removes what a replay leaves behind: keyspaces, consumer groups, the claim. Confined to one thread. */
final class ReplayCleanup {

    private final ProjectionSchema schema;
    private final ProjectedTopics log;
    private final PrintStream out;

    ReplayCleanup(ProjectionSchema schema, ProjectedTopics log, PrintStream out) {
        this.schema = schema;
        this.log = log;
        this.out = out;
    }

    /**
     * Drops what a run that does not switch has filled, and what earlier unfinished runs have left. A failure is
     * printed: the next run continues there.
     */
    void discard(ReplayClaim claim, Optional<Keyspace> active) throws InterruptedException, NotSwitchedException {
        int activeNumber = active.map(Keyspace::number).orElse(0);
        try {
            drop(one -> one.number() > activeNumber
                    && one.number() <= claim.target().number());
            claim.release();
        } catch (DriverException | KafkaException | EtcdUnavailableException e) {
            out.println(claim.target() + " could not be dropped; the next replay continues with it: " + e.getMessage());
        }
    }

    /**
     * Ends the claim and drops old keyspaces, but keeps the previous one, so that an operator can switch back. Readers
     * are switched already, so a failure is only printed.
     */
    void afterSwitch(ReplayClaim claim, Optional<Keyspace> previous) throws InterruptedException {
        try {
            claim.release();
            drop(one ->
                    one.number() < claim.target().number() && !Optional.of(one).equals(previous));
        } catch (DriverException | KafkaException | EtcdUnavailableException e) {
            out.println("The switch is done, but not all old keyspaces could be dropped; the next replay does it: "
                    + e.getMessage());
        }
    }

    /** Drops keyspaces and deletes groups, also those of keyspaces that were dropped before. */
    private void drop(Predicate<Keyspace> unused) {
        TreeSet<Keyspace> all = new TreeSet<>((a, b) -> Integer.compare(a.number(), b.number()));
        all.addAll(schema.keyspaces());
        all.addAll(log.keyspaces());
        RuntimeException first = null;
        for (Keyspace one : all) {
            if (unused.test(one)) {
                try {
                    schema.drop(one);
                    log.forget(one);
                    out.println("Dropped " + one + ".");
                } catch (DriverException | KafkaException e) {
                    first = first == null ? e : first;
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /**
     * Moves the new groups back to unreadable records that the old projection has not reached: a replay writes no dead
     * letters, so the projector must read these records again. It writes the rows after them again, too.
     *
     * @param unreadable for each partition, the last record that the replay could not read
     * @param resumedAt where the replay has continued; what an earlier run could not read before is not known
     */
    void leaveDeadLetters(
            Keyspace target,
            Optional<Keyspace> active,
            Map<FeedPartition, Long> unreadable,
            Map<FeedPartition, Long> resumedAt) {
        Map<FeedPartition, Long> last = new HashMap<>(unreadable);
        resumedAt.forEach((partition, offset) -> last.merge(partition, offset - 1, Math::max));
        Map<FeedPartition, Long> reached = active.map(log::committedOffsets).orElse(Map.of());
        Map<FeedPartition, Long> begins = log.begins();
        Map<FeedPartition, Long> back = new HashMap<>();
        last.forEach((partition, offset) -> {
            long from = reached.getOrDefault(partition, begins.getOrDefault(partition, 0L));
            if (offset >= from) {
                back.put(partition, from);
            }
        });
        log.commit(target, back);
    }
}
