package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.mesh.etcd.Fence;
import io.linklog.mesh.etcd.MalformedValueException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one instance in the registry, on a lease, for as long as its process runs. Does not wait for etcd, which may be
 * away at any time: what should stand there is written when it is back.
 *
 * <p>A lost lease, or a key that somebody deleted, is answered by a new registration under the same id, of a higher
 * generation. When another process registered itself under this id later, this one gives way for good
 * ({@link #superseded}). Thread-safe; no method but {@link #close} blocks.
 */
public final class Registration implements AutoCloseable {

    /** The longest time to live of a dead instance that is usual here. */
    public static final Duration USUAL_TTL = Duration.ofSeconds(10);

    /** The largest weight of an instance. */
    public static final int LARGEST_WEIGHT = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final Etcd etcd;
    private final Duration ttl;
    private final String service;
    private final String key;
    private final Counter reregistrations;
    private final LeaseLoop loop;
    private final CompletableFuture<Instance> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> superseded = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile Optional<Instance> current = Optional.empty();
    private volatile @Nullable HeldLease lease;

    // confined to the loop's thread
    private Instance wanted;
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

    /**
     * Begins to register.
     *
     * @param instance as it should be seen first, usually {@link InstanceState#STARTING}; its hash id and generation
     *     are replaced by those the registry gives
     * @param ttl after which a dead instance disappears; a longer one outlives longer outages of etcd
     * @param meters takes {@code linklog.registry.reregistrations}
     */
    public Registration(Etcd etcd, Instance instance, Duration ttl, MeterRegistry meters) {
        checkRanges(instance);
        this.etcd = etcd;
        this.ttl = ttl;
        this.wanted = instance;
        this.service = instance.service();
        this.key = RegistryKeys.instance(instance.service(), instance.id());
        this.reregistrations = Counter.builder("linklog.registry.reregistrations")
                .description("Registrations after the first, each a lease or a key that was lost")
                .tag("service", instance.service())
                .register(meters);
        this.loop = new LeaseLoop(key, ttl);
        loop.start(this::keep);
    }

    private static void checkRanges(Instance instance) {
        if (instance.port() < 0
                || instance.port() > 65_535
                || instance.adminPort() < 0
                || instance.adminPort() > 65_535
                || instance.weight() < 0
                || instance.weight() > LARGEST_WEIGHT
                || instance.host().isBlank()) {
            throw new IllegalArgumentException("No host, or a port or weight out of range: " + instance);
        }
    }

    /** Completes with the first registration; fails when closed before. */
    public CompletableFuture<Instance> registered() {
        return registered.copy();
    }

    /** The instance as it was last written; empty before the first registration. */
    public Optional<Instance> current() {
        return current;
    }

    /** Whether the instance is sure to be in the registry now: its lease cannot have ended yet. */
    public boolean isSure() {
        HeldLease held = lease;
        return held != null && held.isSure() && current.isPresent();
    }

    /** Completes when a later process took this id over. The process should end: two of one id are a mistake. */
    public CompletableFuture<Void> superseded() {
        return superseded.copy();
    }

    /**
     * Admits writes only of this generation: etcd refuses them once the lease was lost, even if this process was
     * stopped meanwhile and does not know it yet. Empty before the first registration.
     */
    public Optional<Fence> fence() {
        return current.map(instance -> new Fence(key, instance.generation()));
    }

    /** Shows the instance in another state. Completes when that is written, which may be long after etcd was away. */
    public CompletableFuture<Void> become(InstanceState state) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        loop.run(() -> {
            wanted = wanted.in(state);
            waiting.add(written);
            write();
        });
        // also when the loop ended before it took the step
        over.thenRun(() -> written.completeExceptionally(ended()));
        return written;
    }

    /** Asks callers to send nothing new; the process goes on with what it has until it closes this. */
    public CompletableFuture<Void> drain() {
        return become(InstanceState.DRAINING);
    }

    /** Whether another instance of the service takes requests now, by what etcd has. */
    public CompletableFuture<Boolean> hasOthers() {
        return etcd.list(RegistryKeys.service(service))
                .thenApply(listing -> listing.entries().stream().anyMatch(this::isAnotherThatIsUp));
    }

    private boolean isAnotherThatIsUp(Etcd.Entry item) {
        try {
            return !item.key().equals(key) && InstanceJson.read(item).state() == InstanceState.UP;
        } catch (MalformedValueException e) {
            return false;
        }
    }

    // from here on: on the thread of the loop

    private void keep() throws InterruptedException {
        HeldLease held = lease;
        if (held == null) {
            register();
            return;
        }
        switch (held.renew()) {
            case RENEWED -> verify(held);
            case GONE -> {
                lease = null;
                LOG.warn("{}: the lease is lost, registering again", key);
                if (loop.isSilent()) {
                    // etcd was away, for the others too: not all at once
                    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(ttl.toMillis() / 2));
                }
                register();
            }
            case UNKNOWN -> throw new EtcdUnavailableException("the lease cannot be renewed");
        }
    }

    /** A lease alone is not enough: etcd 3.4 may renew one that it has revoked, and anybody may delete a key. */
    private void verify(HeldLease held) throws InterruptedException {
        Optional<Etcd.Entry> found = etcd.await(etcd.get(key));
        if (found.isEmpty()) {
            LOG.warn("{}: the key is gone though the lease is not, registering again", key);
            register();
        } else if (current.isEmpty()
                || found.get().createRevision() != current.get().generation()) {
            register();
        } else if (found.get().lease() != held.id() || !found.get().value().equals(InstanceJson.write(wanted))) {
            write();
        }
    }

    private void register() throws InterruptedException {
        HeldLease held = lease;
        if (held == null) {
            held = HeldLease.grant(etcd, ttl);
            lease = held;
        }
        // each time, though it never changes: an etcd made anew must hear of it before it gives the number to another
        wanted = wanted.hashed(new HashIds(etcd).of(wanted.service(), wanted.id()));
        String value = InstanceJson.write(wanted);
        Optional<Long> created = etcd.await(etcd.transaction()
                .ifModRevision(key, Etcd.ABSENT)
                .put(key, value, held.id())
                .commit());
        if (created.isPresent()) {
            stands(created.get());
            return;
        }
        Optional<Etcd.Entry> found = etcd.await(etcd.get(key));
        if (found.isEmpty()) {
            throw new EtcdUnavailableException("the key was deleted while it was registered");
        }
        Etcd.Entry there = found.get();
        if (there.lease() == held.id()) {
            // ours: a write of which the answer was lost
            stands(there.createRevision());
            write();
        } else if (current.isEmpty() || there.createRevision() <= current.get().generation()) {
            // a former life of this id; deleted first, so that the new key has a create revision of its own
            etcd.await(etcd.compareAndDelete(key, there.modRevision()));
            register();
        } else {
            giveWay(there);
        }
    }

    private void stands(long generation) {
        boolean again = current.isPresent();
        Instance instance = wanted.of(generation);
        if (again && current.get().generation() != generation) {
            reregistrations.increment();
        }
        current = Optional.of(instance);
        LOG.info("{}: registered as {}, generation {}", key, instance.state(), generation);
        registered.complete(instance);
        written();
    }

    private void write() throws InterruptedException {
        HeldLease held = lease;
        if (held == null || current.isEmpty()) {
            // registering will write it
            return;
        }
        long generation = current.get().generation();
        Optional<Long> done = etcd.await(etcd.transaction()
                .fencedBy(new Fence(key, generation))
                .put(key, InstanceJson.write(wanted), held.id())
                .commit());
        if (done.isEmpty()) {
            register();
            return;
        }
        current = Optional.of(wanted.of(generation));
        written();
    }

    private void written() {
        waiting.forEach(future -> future.complete(null));
        waiting.clear();
    }

    private void giveWay(Etcd.Entry there) throws InterruptedException {
        LOG.error(
                "{}: another process registered under this id (generation {}); giving way. Give each instance its own id",
                key,
                there.createRevision());
        loop.stop();
        superseded.complete(null);
        end();
    }

    private void end() throws InterruptedException {
        HeldLease held = lease;
        lease = null;
        registered.completeExceptionally(ended());
        over.complete(null);
        if (held != null) {
            held.revoke();
        }
    }

    /**
     * Says DRAINING, so that nobody takes the end for a fault, and ends the lease. Waits for etcd for some seconds at
     * most: when it is away the lease ends by itself.
     */
    @Override
    public void close() {
        loop.close(() -> {
            wanted = wanted.in(InstanceState.DRAINING);
            if (!loop.isSilent()) {
                takeLeave();
            }
            end();
        });
        over.complete(null);
    }

    private void takeLeave() throws InterruptedException {
        try {
            write();
        } catch (EtcdUnavailableException e) {
            LOG.warn("{}: cannot take leave: {}", key, e.getMessage());
        }
    }

    private IllegalStateException ended() {
        return new IllegalStateException("The registration of " + key + " has ended");
    }
}
