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
 * Keeps one instance in the registry, on a lease, while its process runs. Does not wait for etcd, which may be
 * unavailable at any time: the current state is written when etcd answers again.
 *
 * <p>After a lost lease or a deleted key, the instance registers again under the same id with a higher generation. If
 * another process registers under this id later, this one gives up the id permanently ({@link #whenSuperseded}).
 * Thread-safe; no method except {@link #close} blocks.
 */
public final class Registration implements AutoCloseable {

    /** The usual time to live: a dead instance disappears within this time. */
    public static final Duration USUAL_TTL = Duration.ofSeconds(10);

    /** The largest weight of an instance. */
    public static final int LARGEST_WEIGHT = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final Etcd etcd;
    private final Duration ttl;
    private final String service;
    private final RegistryKeys keys;
    private final InstanceKey key;
    private final Counter reregistrations;
    private final LeaseLoop loop;
    private final CompletableFuture<Instance> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> superseded = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Optional<Instance> current = Optional.empty();
    private volatile @Nullable HeldLease lease;

    // confined to the loop's thread
    private Instance wanted;
    private final List<CompletableFuture<Void>> pendingWrites = new ArrayList<>();

    /**
     * Begins to register.
     *
     * @param instance the instance in its first state, usually {@link InstanceState#STARTING}; the registry replaces
     *     its hash id and generation
     * @param ttl the time after which a dead instance disappears; a longer one survives longer outages of etcd
     * @param meters gets the counter {@code linklog.registry.reregistrations}
     * @throws IllegalArgumentException if the host is blank, or a port or the weight is out of range
     */
    public Registration(Etcd etcd, Instance instance, Duration ttl, MeterRegistry meters) {
        instance.checkRanges();
        this.etcd = etcd;
        this.ttl = ttl;
        this.wanted = instance;
        this.service = instance.service();
        this.keys = new RegistryKeys(etcd.keySpace());
        this.key = InstanceKey.of(etcd, instance);
        this.reregistrations = Counter.builder("linklog.registry.reregistrations")
                .description("Registrations after the first one, each after a lost lease or key")
                .tag("service", instance.service())
                .register(meters);
        this.loop = new LeaseLoop(key.name(), ttl);
        loop.start(this::keep);
    }

    /** Completes with the first registration; fails if this is closed before. */
    public CompletableFuture<Instance> whenRegistered() {
        return registered.copy();
    }

    /** The instance as last written; empty before the first registration. */
    public Optional<Instance> current() {
        return current;
    }

    /** Whether the instance is certainly in the registry now: its lease cannot have ended yet. */
    public boolean isSure() {
        HeldLease held = lease;
        return held != null && held.isSure() && current.isPresent();
    }

    /**
     * Completes when a later process has registered under this id. This process should end: two processes with one id
     * are a configuration error.
     */
    public CompletableFuture<Void> whenSuperseded() {
        return superseded.copy();
    }

    /**
     * A fence that admits only writes of this generation: etcd refuses them after the lease was lost, even if this
     * process was suspended and does not know that yet. Empty before the first registration.
     */
    public Optional<Fence> fence() {
        return current.map(instance -> key.fence(instance.generation()));
    }

    /**
     * Changes the state of the instance. Completes when the state is written, which may take as long as etcd is
     * unavailable; fails if the registration ends before.
     */
    public CompletableFuture<Void> become(InstanceState state) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        loop.run(() -> {
            wanted = wanted.withState(state);
            pendingWrites.add(written);
            write();
        });
        // also if the loop has ended and never runs the step above
        ended.thenRun(() -> written.completeExceptionally(endedError()));
        return written;
    }

    /** Asks callers to send no new requests. The process continues with its current ones until it closes this. */
    public CompletableFuture<Void> drain() {
        return become(InstanceState.DRAINING);
    }

    /** Whether etcd has another instance of the service that is UP. */
    public CompletableFuture<Boolean> hasOthers() {
        return etcd.list(keys.service(service))
                .thenApply(listing -> listing.entries().stream().anyMatch(this::isOtherInstanceUp));
    }

    private boolean isOtherInstanceUp(Etcd.Entry entry) {
        try {
            return !entry.key().equals(key.name())
                    && InstanceJson.read(keys, entry).state() == InstanceState.UP;
        } catch (MalformedValueException e) {
            return false;
        }
    }

    // the methods below run on the loop's thread

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
                    // etcd was unavailable for the other instances too: spread the registrations
                    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(ttl.toMillis() / 2));
                }
                register();
            }
            case UNKNOWN -> throw new EtcdUnavailableException("the lease cannot be renewed");
        }
    }

    /**
     * A renewed lease is not enough: etcd 3.4 may renew a lease that it has revoked, and any client may delete a key.
     */
    private void verify(HeldLease held) throws InterruptedException {
        Optional<Etcd.Entry> found = key.read();
        if (found.isEmpty()) {
            LOG.warn("{}: the key is missing although the lease is valid, registering again", key);
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
        // at each registration: etcd may have been wiped, and may have given the number to another instance
        wanted = wanted.withHashId(new HashIds(etcd).of(wanted.service(), wanted.id(), wanted.hashId()));
        Optional<Long> created = key.create(wanted, held);
        if (created.isPresent()) {
            completeRegistration(created.get());
            return;
        }
        Etcd.Entry found = key.read()
                .orElseThrow(() -> new EtcdUnavailableException("the key was deleted while it was registered"));
        if (found.lease() == held.id()) {
            // our own write, whose answer was lost
            completeRegistration(found.createRevision());
            write();
        } else if (current.isEmpty() || found.createRevision() <= current.get().generation()) {
            // an earlier life of this id; deleted first, so the new key gets a create revision of its own
            key.delete(found);
            register();
        } else {
            giveWay(found);
        }
    }

    private void completeRegistration(long generation) {
        if (current.isPresent() && current.get().generation() != generation) {
            reregistrations.increment();
        }
        Instance instance = wanted.withGeneration(generation);
        current = Optional.of(instance);
        LOG.info("{}: registered as {}, generation {}", key, instance.state(), generation);
        registered.complete(instance);
        completeWrites();
    }

    private void write() throws InterruptedException {
        HeldLease held = lease;
        if (held == null || current.isEmpty()) {
            // the next registration writes it
            return;
        }
        long generation = current.get().generation();
        if (!key.write(wanted, generation, held)) {
            register();
            return;
        }
        current = Optional.of(wanted.withGeneration(generation));
        completeWrites();
    }

    private void completeWrites() {
        pendingWrites.forEach(future -> future.complete(null));
        pendingWrites.clear();
    }

    private void giveWay(Etcd.Entry found) throws InterruptedException {
        LOG.error(
                "{}: another process has registered under this id (generation {}), so this one leaves the registry."
                        + " Give each instance its own id",
                key,
                found.createRevision());
        loop.stop();
        superseded.complete(null);
        end();
    }

    private void end() throws InterruptedException {
        HeldLease held = lease;
        lease = null;
        registered.completeExceptionally(endedError());
        ended.complete(null);
        if (held != null) {
            held.revoke();
        }
    }

    /**
     * Writes DRAINING, so that readers do not take the end for a fault, and ends the lease. Waits a few seconds at
     * most: if etcd is unavailable the lease expires.
     */
    @Override
    public void close() {
        loop.close(() -> {
            wanted = wanted.withState(InstanceState.DRAINING);
            if (!loop.isSilent()) {
                tryWrite();
            }
            end();
        });
        ended.complete(null);
    }

    private void tryWrite() throws InterruptedException {
        try {
            write();
        } catch (EtcdUnavailableException e) {
            LOG.warn("{}: cannot write DRAINING: {}", key, e.getMessage());
        }
    }

    private IllegalStateException endedError() {
        return new IllegalStateException("The registration of " + key + " has ended");
    }
}
