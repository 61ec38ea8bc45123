package io.linklog.projector.replay;

import io.linklog.kit.cassandra.FeedPartition;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rebuilds all tables in a fresh keyspace while the old one serves readers, compares both, and switches readers; or
 * says, and mends, how the old one differs from the log.
 *
 * <p>No record is lost at the switch: the replay commits its offsets before, and the projector continues the new
 * keyspace's groups from there.
 */
final class Replay {

    /** What a run does with the keyspace that it has filled. */
    enum Mode {
        /** Switch readers to it, unless the old one has rows that the log does not explain. */
        SWITCH,
        /** Switch readers to it in any case. */
        FORCE,
        /** Say how the old one differs from it, and drop it. */
        DRY_RUN,
        /** Write to the old one what that has lost, and drop the new one. */
        VERIFY
    }

    /**
     * The options of the command.
     *
     * @param eventsPerSecond the maximum rate of each topic; 0 for no limit
     * @param restart start a new replay even if there is an unfinished one
     */
    record Options(int eventsPerSecond, int writesInFlight, boolean restart, Mode mode) {

        boolean switches() {
            return mode == Mode.SWITCH || mode == Mode.FORCE;
        }
    }

    /** What is known when the new keyspace is filled. */
    private record Filled(Findings findings, Map<FeedPartition, Long> unreadable) {}

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
     * @throws NotSwitchedException if readers were not switched, or the tables are not as the log says. After a run
     *     that would switch, the new keyspace is kept for the next run
     */
    void run() throws InterruptedException, NotSwitchedException {
        Optional<Etcd.Entry> activeEntry = etcd.await(etcd.get(KeyspaceKeys.ACTIVE));
        Optional<Keyspace> active = activeEntry.flatMap(entry -> Keyspace.parse(entry.value()));
        Optional<Keyspace> old = active.filter(stores.schema()::isWhole);
        if (old.isEmpty() && !options.switches()) {
            throw new NotSwitchedException("There are no tables to compare with the log: no keyspace is active.");
        }
        Set<Keyspace> existing = stores.schema().keyspaces();
        try (ReplayClaim claim = ReplayClaim.take(etcd, active, existing, options.restart());
                ProjectedTopics log = new ProjectedTopics(stores.kafka())) {
            ReplayCleanup cleanup = new ReplayCleanup(stores.schema(), log, out);
            out.println(
                    claim.isContinuation()
                            ? "Continuing the replay into " + claim.target() + ", which an earlier run started."
                            : "Replaying into " + claim.target() + ".");
            old.ifPresent(name -> out.println(
                    name + " serves readers" + (options.switches() ? " until the switch." : " all the time.")));
            Map<FeedPartition, Long> resumedAt = log.committedOffsets(claim.target());
            Filled filled = fillAndCompare(claim, log, old);
            claim.check();
            if (!options.switches()) {
                cleanup.discard(claim, active);
                requireAsTheLogSays(old.orElseThrow(), filled.findings);
                return;
            }
            requireExplained(old, claim.target(), filled.findings);
            cleanup.leaveDeadLetters(claim.target(), active, filled.unreadable, resumedAt);
            activate(activeEntry, claim.target());
            out.println("Readers read " + claim.target() + " now."
                    + old.map(name -> " " + name + " is kept until the next replay.")
                            .orElse(""));
            cleanup.afterSwitch(claim, active);
        }
    }

    private Filled fillAndCompare(ReplayClaim claim, ProjectedTopics log, Optional<Keyspace> old)
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
            Findings findings = old.isPresent() ? compare(old.get(), claim, catchUp) : new Findings();
            if (options.switches()) {
                // the projector continues at the committed offsets, and readers trust the tables up to them
                catchUp.awaitCommitted();
            }
            return new Filled(findings, projection.unreadableOffsets());
        }
    }

    private Findings compare(Keyspace old, ReplayClaim claim, ReplayCatchUp catchUp)
            throws InterruptedException, NotSwitchedException {
        boolean mends = options.mode() == Mode.VERIFY;
        long losses = stores.synced().losses();
        Findings findings = new KeyspaceComparison(
                        stores.cassandra(), old, claim.target(), () -> catchUp.settle(old), terminal, out)
                .compare(mends);
        if (findings.mended() > 0) {
            catchUp.awaitOnDisk(losses, stores::synced);
        }
        return findings;
    }

    /** The end of a run that does not switch. */
    private void requireAsTheLogSays(Keyspace old, Findings findings) throws NotSwitchedException {
        if (findings.mended() > 0) {
            out.println("What " + old + " had lost is written again: " + findings.mended() + " rows.");
        }
        if (findings.areNone()) {
            out.println("The tables of " + old + " are as the log says. Nothing was switched.");
            return;
        }
        String advice = options.mode() == Mode.DRY_RUN
                ? " Run with --verify to write again what is missing or stale, without options to rebuild all tables."
                : " Run without --verify to rebuild all tables.";
        throw new NotSwitchedException("The tables of " + old + " differ from the log: " + findings
                + ". Look at the rows above." + advice + " Nothing was switched.");
    }

    /** What the old keyspace has lost comes back by the switch; what the log does not explain would be lost by it. */
    private void requireExplained(Optional<Keyspace> old, Keyspace target, Findings findings)
            throws NotSwitchedException {
        if (old.isEmpty()) {
            out.println("There is no older keyspace to compare with.");
        } else if (findings.areNone()) {
            out.println("Both are equal.");
        } else if (findings.count(Finding.UNEXPLAINED) == 0) {
            out.println(old.get() + " has lost rows that " + target + " has: " + findings + ".");
        } else if (options.mode() == Mode.FORCE) {
            out.println("They differ: " + findings + "; switching anyway (--force).");
        } else {
            throw new NotSwitchedException(old.get() + " and " + target + " differ: " + findings
                    + ". The new one was built from the log. Look at the rows above, then run again with"
                    + " --force to switch to it. Nothing was switched.");
        }
    }

    private void activate(Optional<Etcd.Entry> before, Keyspace target)
            throws InterruptedException, NotSwitchedException {
        long expected = before.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
        try {
            if (etcd.await(etcd.compareAndSet(KeyspaceKeys.ACTIVE, expected, target.name()))
                    .isPresent()) {
                return;
            }
        } catch (EtcdUnavailableException e) {
            // it is unknown whether the write took effect; the key tells
        }
        Optional<Etcd.Entry> now;
        try {
            now = etcd.await(etcd.get(KeyspaceKeys.ACTIVE));
        } catch (EtcdUnavailableException e) {
            throw new NotSwitchedException("etcd does not answer, so it is not known whether readers were switched to "
                    + target + ". Run again when etcd is back: either way, that ends this replay.");
        }
        if (now.filter(entry -> entry.value().equals(target.name())).isEmpty()) {
            throw new NotSwitchedException("Another process has changed the active keyspace. Nothing was switched;"
                    + " run again to compare with the keyspace that is active now.");
        }
    }
}
