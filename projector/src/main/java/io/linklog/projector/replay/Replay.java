package io.linklog.projector.replay;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.kit.process.Health;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.projector.projection.Projection;
import io.linklog.projector.projection.ProjectionMeters;
import io.linklog.projector.projection.ProjectionSettings;
import io.linklog.projector.projection.ProjectionStores;
import io.linklog.schemas.topics.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/**
 * Rebuilds all tables in a fresh keyspace while the old one serves readers, compares both, and switches readers.
 *
 * <p>No record is lost at the switch: the replay commits its offsets before, and the projector continues the new
 * keyspace's groups from there.
 */
final class Replay {

    /**
     * The options of the command.
     *
     * @param eventsPerSecond the maximum rate of each topic; 0 for no limit
     * @param restart start a new replay even if there is an unfinished one
     * @param force switch even if the keyspaces differ
     * @param dryRun compare, but do not switch
     */
    record Options(int eventsPerSecond, int writesInFlight, boolean restart, boolean force, boolean dryRun) {}

    private static final int POLL_RECORDS = 2_000;

    private final ProjectionStores stores;
    private final Etcd etcd;
    private final Options options;
    private final Health health;
    private final boolean terminal;
    private final PrintStream out;

    /** @param health is told of threads that end with an error, also those of the stores */
    Replay(ProjectionStores stores, Etcd etcd, Options options, Health health, boolean terminal, PrintStream out) {
        this.stores = stores;
        this.etcd = etcd;
        this.options = options;
        this.health = health;
        this.terminal = terminal;
        this.out = out;
    }

    /**
     * Runs the replay. Blocks until it is finished.
     *
     * @throws NotSwitchedException if readers were not switched; the new keyspace is kept for the next run
     */
    void run() throws InterruptedException, NotSwitchedException {
        Optional<Etcd.Entry> activeEntry = etcd.await(etcd.get(KeyspaceKeys.ACTIVE));
        Optional<Keyspace> active = activeEntry.flatMap(entry -> Keyspace.parse(entry.value()));
        Set<Keyspace> existing = stores.schema().keyspaces();
        try (ReplayClaim claim = ReplayClaim.take(etcd, active, existing, options.restart());
                ProjectedTopics log = new ProjectedTopics(stores.kafka())) {
            out.println(
                    claim.isContinuation()
                            ? "Continuing the replay into " + claim.target() + ", which an earlier run started."
                            : "Replaying into " + claim.target() + ".");
            Optional<Keyspace> old = active.filter(stores.schema()::isWhole);
            old.ifPresent(name -> out.println(name + " serves readers until the switch."));
            fillAndCompare(claim, log, old);
            if (options.dryRun()) {
                out.println(
                        "Nothing was switched (--dry-run). Run again without it to switch to " + claim.target() + ".");
                return;
            }
            claim.check();
            activate(activeEntry, claim.target());
            claim.release();
            out.println("Readers read " + claim.target() + " now."
                    + old.map(name -> " " + name + " is kept until the next replay.")
                            .orElse(""));
            dropOlder(log, claim.target(), active);
        }
    }

    private void fillAndCompare(ReplayClaim claim, ProjectedTopics log, Optional<Keyspace> old)
            throws InterruptedException, NotSwitchedException {
        ProjectionSettings settings = new ProjectionSettings(
                options.writesInFlight(),
                options.eventsPerSecond() == 0 ? POLL_RECORDS : Math.min(POLL_RECORDS, options.eventsPerSecond()),
                Duration.ofSeconds(1),
                options.eventsPerSecond());
        ProjectionMeters meters = new ProjectionMeters(new SimpleMeterRegistry());
        try (Projection projection =
                new Projection(stores, claim.target(), settings, Projection.Partitions.ALL, meters, health)) {
            ReplayCatchUp catchUp = new ReplayCatchUp(log, projection, health, claim, out);
            catchUp.run(terminal);
            meters.deadLetters()
                    .forEach((topic, count) -> out.println(count + " records of " + topic
                            + " could not be read: they are in " + Topic.deadLetterName(topic) + "."));
            compare(old, claim, catchUp);
            if (!options.dryRun()) {
                // the projector continues at the committed offsets, and readers trust the tables up to them
                catchUp.awaitCommitted();
            }
        }
    }

    private void compare(Optional<Keyspace> old, ReplayClaim claim, ReplayCatchUp catchUp)
            throws InterruptedException, NotSwitchedException {
        if (old.isEmpty()) {
            out.println("There is no older keyspace to compare with.");
            return;
        }
        KeyspaceComparison comparison = new KeyspaceComparison(
                stores.cassandra(), old.get(), claim.target(), () -> catchUp.settle(old.get()), terminal, out);
        long differences = comparison.compare();
        if (differences == 0) {
            out.println("Both are equal.");
        } else if (options.force() && !options.dryRun()) {
            out.println("They differ; switching anyway (--force).");
        } else {
            throw new NotSwitchedException(old.get() + " and " + claim.target()
                    + " differ. The new one was built from the log. Look at the rows above, then run again with"
                    + " --force to switch to it.");
        }
    }

    private void activate(Optional<Etcd.Entry> before, Keyspace target)
            throws InterruptedException, NotSwitchedException {
        long expected = before.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
        boolean switched;
        try {
            switched = etcd.await(etcd.compareAndSet(KeyspaceKeys.ACTIVE, expected, target.name()))
                    .isPresent();
        } catch (EtcdUnavailableException e) {
            switched = false; // it is unknown whether the write took effect; the key tells
        }
        if (!switched
                && etcd.await(etcd.get(KeyspaceKeys.ACTIVE))
                        .filter(now -> now.value().equals(target.name()))
                        .isEmpty()) {
            throw new NotSwitchedException("Another process has changed the active keyspace. Nothing was switched;"
                    + " run again to compare with the keyspace that is active now.");
        }
    }

    /** Drops old keyspaces, but keeps the previous one, so that an operator can switch back. */
    private void dropOlder(ProjectedTopics log, Keyspace target, Optional<Keyspace> previous) {
        for (Keyspace one : stores.schema().keyspaces()) {
            if (one.number() < target.number() && !Optional.of(one).equals(previous)) {
                stores.schema().drop(one);
                try {
                    log.forget(one);
                } catch (KafkaException e) {
                    out.println("The consumer groups of " + one + " could not be deleted: " + e.getMessage());
                }
                out.println("Dropped " + one + ".");
            }
        }
    }
}
