package io.linklog.projector.replay;

import io.linklog.kit.EtcdKeys;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeyWatch;
import io.linklog.projector.commands.NotSwitchedException;
import java.util.Optional;
import java.util.Set;

/**
 * Which keyspace a replay fills, and whether it is still this one's business. The key in etcd names the keyspace, so
 * that a replay that was killed is found and taken up again; every claim writes the key anew, and the revision of that
 * write is the fence: whoever claims later takes over, and the one before notices and ends.
 *
 * <p>That two believe for a moment to hold the claim is harmless: both write the same rows with the same write times,
 * and the switch at the end is a compare-and-set of its own. Thread-safe.
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
        this.watch = etcd.watch(EtcdKeys.REPLAY_KEYSPACE, this::see);
    }

    /**
     * Takes up the replay that was begun, or begins one into the next keyspace.
     *
     * @param active what readers read; empty in a new installation
     * @param existing the keyspaces that are there
     * @param restart begin afresh even if there is one to take up
     */
    static ReplayClaim take(Etcd etcd, Optional<Keyspace> active, Set<Keyspace> existing, boolean restart)
            throws InterruptedException, NotSwitchedException {
        Optional<Etcd.Entry> before = etcd.await(etcd.get(EtcdKeys.REPLAY_KEYSPACE));
        int activeNumber = active.map(Keyspace::number).orElse(0);
        Optional<Keyspace> begun = before.flatMap(entry -> Keyspace.parse(entry.value()));
        // one that has been switched to, or overtaken, is over: its key was left behind by a kill
        boolean resume = !restart && begun.isPresent() && begun.get().number() > activeNumber;
        Keyspace target = resume ? begun.get() : next(activeNumber, begun, existing);
        long expected = before.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
        Optional<Long> revision = etcd.await(etcd.compareAndSet(EtcdKeys.REPLAY_KEYSPACE, expected, target.name()));
        if (revision.isEmpty()) {
            throw new NotSwitchedException(
                    "Another replay began at this very moment. Run this one again to take over.");
        }
        return new ReplayClaim(etcd, target, resume, revision.get());
    }

    private static Keyspace next(int active, Optional<Keyspace> begun, Set<Keyspace> existing) {
        int highest = Math.max(active, begun.map(Keyspace::number).orElse(0));
        for (Keyspace one : existing) {
            highest = Math.max(highest, one.number());
        }
        return new Keyspace(highest + 1);
    }

    private void see(Optional<Etcd.Entry> entry) {
        // an older revision is a look that was answered before the claim was written
        lost = entry.isEmpty() || entry.get().modRevision() > revision;
    }

    Keyspace target() {
        return target;
    }

    /** Whether it goes on where another one stopped. */
    boolean resumed() {
        return resumed;
    }

    /** @throws NotSwitchedException when another replay has taken over */
    void check() throws NotSwitchedException {
        if (lost) {
            throw new NotSwitchedException("Another replay has taken over " + target + "; this one ends.");
        }
    }

    /** The replay is over: the next one begins afresh. */
    void release() throws InterruptedException {
        watch.close();
        etcd.await(etcd.compareAndDelete(EtcdKeys.REPLAY_KEYSPACE, revision));
    }

    /** Leaves the key, for a replay that goes on here. */
    @Override
    public void close() {
        watch.close();
    }
}
