package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Follower;
import io.linklog.mesh.etcd.PrefixWatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who runs, as the registry has it: a view in memory that follows etcd.
 *
 * <p>Lookups take no lock, ask nobody and never fail: while etcd is away they show what was known last, after a start
 * then what the snapshot on disk has ({@link #age} says how old). What is shown is late by milliseconds usually, and
 * for a dead instance by its time to live: a caller must be ready for one that does not answer. Thread-safe.
 */
public final class ServiceDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceDirectory.class);
    private static final Duration SNAPSHOT_AFTER = Duration.ofSeconds(1);
    private static final Duration HOLDS_END_WITHIN = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final DirectoryMetrics metrics;
    private final Optional<SnapshotFile> snapshotFile;
    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "service-directory");
        t.setDaemon(true);
        return t;
    });
    private final Listeners listeners = new Listeners();
    private volatile Map<String, List<Instance>> view = Map.of();
    private volatile Optional<Instant> confirmedAt = Optional.empty();

    // confined to the thread above
    private final Roster roster;
    private final Follower follower;
    private boolean snapshotDue;

    /** Begins to follow; reads the snapshot but does not wait for etcd. */
    public ServiceDirectory(Etcd etcd, DirectorySettings settings, MeterRegistry meters) {
        this(etcd, settings, meters, InstantSource.system());
    }

    ServiceDirectory(Etcd etcd, DirectorySettings settings, MeterRegistry meters, InstantSource clock) {
        String prefix = settings.service().map(RegistryKeys::service).orElse(RegistryKeys.SERVICES);
        this.clock = clock;
        this.roster = new Roster(settings.hold(), System::nanoTime);
        this.snapshotFile = settings.snapshot().map(SnapshotFile::new);
        this.metrics = new DirectoryMetrics(meters, settings.service().orElse("all"), this);
        snapshotFile.flatMap(SnapshotFile::read).ifPresent(snapshot -> {
            roster.restore(snapshot.items());
            confirmedAt = Optional.of(snapshot.confirmedAt());
            publish();
        });
        this.follower = new Follower(etcd, prefix, settings.recheck(), new Following(), thread);
        thread.scheduleWithFixedDelay(
                this::publish, HOLDS_END_WITHIN.toMillis(), HOLDS_END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** All instances of a service in whatever state, by id; empty for a service that nobody registered. */
    public List<Instance> instances(String service) {
        return view.getOrDefault(service, List.of());
    }

    /** The instances that take new requests, by id. */
    public List<Instance> up(String service) {
        return instances(service).stream()
                .filter(instance -> instance.state() == InstanceState.UP)
                .toList();
    }

    /** One instance in whatever state. */
    public Optional<Instance> instance(String service, String id) {
        return instances(service).stream()
                .filter(instance -> instance.id().equals(id))
                .findFirst();
    }

    /** The services that have instances, with them, at one moment. */
    public Map<String, List<Instance>> services() {
        return view;
    }

    /** Completes when etcd was read for the first time. */
    public CompletableFuture<Void> whenFollowed() {
        return followed.copy();
    }

    /**
     * Since when the view is not known to be what etcd has; empty before anything was read. Begins anew with each
     * change and each recheck, so that about a minute is usual.
     */
    public Optional<Duration> age() {
        return confirmedAt.map(at -> Duration.between(at, clock.instant()));
    }

    /**
     * Tells of all instances there are, as added, and then of every change, in order, on one thread for all listeners.
     * A slow listener delays the others but no lookup; what one throws is logged. Lookups from a listener may be newer
     * than what it is told.
     *
     * @return ends the telling when closed
     */
    public Subscription listen(Consumer<InstanceChange> listener) {
        return listeners.add(listener);
    }

    /** A listener that listens. */
    public interface Subscription extends AutoCloseable {
        /** Returns at once; a call that is under way ends. */
        @Override
        void close();
    }

    /** Shows what the roster has now. On the thread, or before it runs. */
    private void publish() {
        Map<String, List<Instance>> next = new HashMap<>(view);
        roster.settle().forEach((service, instances) -> {
            if (instances.isEmpty()) {
                next.remove(service);
            } else {
                next.put(service, List.copyOf(instances));
            }
        });
        metrics.counted(roster.malformedSeen(), roster.held());
        if (next.equals(view)) {
            return;
        }
        Map<String, List<Instance>> now = Map.copyOf(next);
        view = now;
        metrics.shown(now);
        listeners.tell(now);
        scheduleSnapshot();
    }

    private void noteConfirmation() {
        confirmedAt = Optional.of(clock.instant());
        scheduleSnapshot();
    }

    private void scheduleSnapshot() {
        if (snapshotFile.isPresent() && !snapshotDue) {
            snapshotDue = true;
            thread.schedule(this::saveSnapshot, SNAPSHOT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void saveSnapshot() {
        snapshotDue = false;
        confirmedAt.ifPresent(
                at -> snapshotFile.ifPresent(file -> file.write(new SnapshotFile.Snapshot(at, roster.items()))));
    }

    /** For tests of the recheck: as if the watch had brought this. */
    void simulateChange(Etcd.Entry entry) throws InterruptedException, ExecutionException {
        thread.submit(() -> {
                    roster.put(entry);
                    publish();
                })
                .get();
    }

    /** What the follower says, on the thread. */
    private final class Following implements Follower.Target {
        @Override
        public void replace(Etcd.Listing listing) {
            roster.replace(listing.entries());
            metrics.listed();
            publish();
            noteConfirmation();
            followed.complete(null);
        }

        @Override
        public void apply(List<PrefixWatch.Change> changes) {
            for (PrefixWatch.Change change : changes) {
                if (change.entry() != null) {
                    roster.put(change.entry());
                } else {
                    roster.delete(change.key(), change.revision());
                }
            }
            publish();
            noteConfirmation();
        }

        @Override
        public void confirm() {
            noteConfirmation();
        }

        @Override
        public Set<String> differences(Etcd.Listing listing, Set<String> changedSince) {
            return roster.differences(listing, changedSince);
        }

        @Override
        public void onDivergence(int keys) {
            metrics.diverged(keys);
        }
    }

    /** Saves the snapshot and ends following; lookups go on with what is known. */
    @Override
    public void close() {
        Future<?> ending;
        try {
            ending = thread.submit(() -> {
                follower.close();
                saveSnapshot();
            });
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
        try {
            ending.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The directory did not end in order: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
            listeners.close();
            metrics.close();
        }
    }
}
