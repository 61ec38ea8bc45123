package io.linklog.projector.replay;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeyWatch;
import io.linklog.projector.commands.NotSwitchedException;
import java.util.Optional;
import java.util.Set;

/**
 * The claim of a replay on the keyspace that it fills. A key in etcd names the keyspace, so a later replay can continue
 * one that was killed. Each claim writes the key again; the revision of that write is its fence. A later claim takes
 * over, and the earlier replay ends when it sees the higher revision.
 *
 * <p>For a moment, two replays may believe that they hold the claim. This is harmless: both write the same rows with
 * the same write times, and the switch at the end is a separate compare-and-set. Thread-safe.
 */
final class ReplayClaim implements AutoCloseable {

    private final Etcd etcd;
    private final Keyspace target;
    private final boolean resumed;
    private final long revision;
    private final KeyWatch watch;
    private volatile boolean lost;

    private ReplayClaim(Etcd etcd, Keyspace target, boolean resumed, long revision) {
        this.etcd = etcd;
        this.target = target;
        this.resumed = resumed;
        this.revision = revision;
        this.watch = etcd.watch(KeyspaceKeys.REPLAY, this::see);
    }

    /**
     * Continues an unfinished replay, or starts one into the next keyspace.
     *
     * @param active the keyspace that readers read; empty in a new installation
     * @param existing all keyspaces of projections
     * @param restart start a new replay even if there is an unfinished one
     * @throws NotSwitchedException if another replay claims the keyspace at the same time
     */
    static ReplayClaim take(Etcd etcd, Optional<Keyspace> active, Set<Keyspace> existing, boolean restart)
            throws InterruptedException, NotSwitchedException {
        Optional<Etcd.Entry> before = etcd.await(etcd.get(KeyspaceKeys.REPLAY));
        int activeNumber = active.map(Keyspace::number).orElse(0);
        Optional<Keyspace> unfinished = before.flatMap(entry -> Keyspace.parse(entry.value()));
        // a keyspace that is active, or older than the active one, is complete; a killed replay left its key behind
        boolean resume = !restart && unfinished.isPresent() && unfinished.get().number() > activeNumber;
        Keyspace target = resume ? unfinished.get() : next(activeNumber, unfinished, existing);
        long expected = before.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
        Optional<Long> revision = etcd.await(etcd.compareAndSet(KeyspaceKeys.REPLAY, expected, target.name()));
        if (revision.isEmpty()) {
            throw new NotSwitchedException("Another replay started at the same time. Run this one again to take over.");
        }
        return new ReplayClaim(etcd, target, resume, revision.get());
    }

    private static Keyspace next(int active, Optional<Keyspace> unfinished, Set<Keyspace> existing) {
        int highest = Math.max(active, unfinished.map(Keyspace::number).orElse(0));
        for (Keyspace one : existing) {
            highest = Math.max(highest, one.number());
        }
        return new Keyspace(highest + 1);
    }

    private void see(Optional<Etcd.Entry> entry) {
        // a lower revision was read before this claim was written
        lost = entry.isEmpty() || entry.get().modRevision() > revision;
    }

    Keyspace target() {
        return target;
    }

    /** Whether it continues an unfinished replay. */
    boolean isContinuation() {
        return resumed;
    }

    /** @throws NotSwitchedException if another replay has taken over */
    void check() throws NotSwitchedException {
        if (lost) {
            throw new NotSwitchedException("Another replay has taken over " + target + "; this one ends.");
        }
    }

    /** Deletes the key: the replay is finished, and the next one starts a new keyspace. */
    void release() throws InterruptedException {
        watch.close();
        etcd.await(etcd.compareAndDelete(KeyspaceKeys.REPLAY, revision));
    }

    /** Keeps the key, so that the next replay can continue. */
    @Override
    public void close() {
        watch.close();
    }
}
