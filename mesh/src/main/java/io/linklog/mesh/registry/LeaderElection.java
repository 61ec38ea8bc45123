package io.linklog.mesh.registry;

import io.linklog.mesh.async.DaemonThreads;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.mesh.etcd.Fence;
import io.linklog.mesh.etcd.KeyWatch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects one of several candidates. The leader stays leader while it renews its lease. A dead leader is replaced within
 * one time to live, a leader that closes this object at once. There may be no leader for a while, and a suspended
 * leader may believe in its term after its successor was elected. So writes that need a single writer go through
 * {@link Leadership#fencedPut}.
 *
 * <p>Does not wait for etcd. Thread-safe; no method except {@link #close} blocks.
 */
public final class LeaderElection implements AutoCloseable {

    /** Called on one thread of the election, one call at a time. The end of a term waits for these calls. */
    public interface Candidate {
        /** A term begins. */
        void onElected(Leadership term);

        /** The term is over, or may be over. etcd refuses fenced writes now or soon. */
        void onLost(Leadership term);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);

    private final Etcd etcd;
    private final String key;
    private final String id;
    private final Duration ttl;
    private final Candidate candidate;
    private final LeaseLoop loop;
    private final ExecutorService calls;
    private final KeyWatch watch;
    private volatile Optional<String> leader = Optional.empty();
    private volatile Optional<Leadership> term = Optional.empty();

    // confined to the loop's thread
    private @Nullable HeldLease lease;

    /**
     * Begins to stand for election.
     *
     * @param name the name of the election
     * @param id the id of this candidate, unique among the candidates
     * @param ttl the time after which a dead leader is replaced
     */
    public LeaderElection(Etcd etcd, String name, String id, Duration ttl, Candidate candidate) {
        this.etcd = etcd;
        this.key = new RegistryKeys(etcd.keySpace()).election(name);
        this.id = id;
        this.ttl = ttl;
        this.candidate = candidate;
        this.loop = new LeaseLoop(key, ttl);
        this.calls = Executors.newSingleThreadExecutor(DaemonThreads.named("candidate " + name));
        loop.start(this::keep);
        this.watch = etcd.watch(key, this::onLeaderRead);
    }

    /** The term of this candidate while it is leader. */
    public Optional<Leadership> leadership() {
        return term.filter(Leadership::isHeld);
    }

    /** The id of the last known leader. */
    public Optional<String> leader() {
        return leader;
    }

    /** Reads the id of the current leader of an election, without being a candidate. */
    public static CompletableFuture<Optional<String>> leader(Etcd etcd, String name) {
        return etcd.get(new RegistryKeys(etcd.keySpace()).election(name))
                .thenApply(entry -> entry.map(Etcd.Entry::value));
    }

    private void onLeaderRead(Optional<Etcd.Entry> entry) {
        leader = entry.map(Etcd.Entry::value);
        if (entry.isEmpty()) {
            loop.run(this::keep);
        }
    }

    // the methods below run on the loop's thread

    private void keep() throws InterruptedException {
        Optional<Leadership> mine = term;
        if (mine.isEmpty()) {
            stand();
            return;
        }
        Leadership held = mine.get();
        switch (held.lease().renew()) {
            case RENEWED -> {
                if (etcd.await(etcd.get(key))
                        .filter(item -> item.createRevision() == held.token())
                        .isEmpty()) {
                    lose(held);
                }
            }
            case GONE -> lose(held);
            case UNKNOWN -> {
                if (!held.lease().isSure()) {
                    lose(held);
                }
                throw new EtcdUnavailableException("the lease cannot be renewed");
            }
        }
    }

    private void stand() throws InterruptedException {
        Optional<Etcd.Entry> there = etcd.await(etcd.get(key));
        HeldLease mine = lease;
        if (there.isPresent()) {
            if (mine != null && there.get().lease() == mine.id() && mine.renew() == HeldLease.Renewal.RENEWED) {
                // our own write, whose answer was lost
                win(there.get().createRevision(), mine);
            }
            return;
        }
        if (mine == null || mine.renew() != HeldLease.Renewal.RENEWED) {
            mine = HeldLease.grant(etcd, ttl);
            lease = mine;
        }
        Optional<Long> created = etcd.await(etcd.transaction()
                .ifModRevision(key, Etcd.ABSENT)
                .put(key, id, mine.id())
                .commit());
        if (created.isPresent()) {
            win(created.get(), mine);
        }
    }

    private void win(long token, HeldLease mine) {
        Leadership won = new Leadership(etcd, new Fence(key, token), mine);
        term = Optional.of(won);
        LOG.info("Election {}: {} is leader, token {}", key, id, token);
        calls.execute(() -> call(() -> candidate.onElected(won)));
    }

    private void lose(Leadership held) throws InterruptedException {
        held.markLost();
        term = Optional.empty();
        lease = null;
        LOG.info("Election {}: {} is not leader any more, its token was {}", key, id, held.token());
        calls.execute(() -> call(() -> candidate.onLost(held)));
        // even if only this process considers the term over: after onLost, a candidate never gets the same term again
        held.lease().revoke();
    }

    private void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("Election {}: candidate {} threw an exception", key, id, e);
        }
    }

    /** Ends the term, if there is one, so another candidate is elected at once. Waits a few seconds at most. */
    @Override
    public void close() {
        watch.close();
        loop.close(() -> {
            Optional<Leadership> mine = term;
            if (mine.isPresent()) {
                lose(mine.get());
            } else if (lease != null) {
                lease.revoke();
            }
        });
        calls.shutdown();
        try {
            if (!calls.awaitTermination(10, TimeUnit.SECONDS)) {
                calls.shutdownNow();
            }
        } catch (InterruptedException e) {
            calls.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
