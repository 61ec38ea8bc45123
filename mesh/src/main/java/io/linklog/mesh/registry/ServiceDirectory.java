package io.linklog.mesh.registry;

import io.linklog.mesh.async.DaemonThreads;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Follower;
import io.linklog.mesh.etcd.PrefixWatch;
import io.linklog.mesh.etcd.SnapshotFile;
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
 * A view in memory of the instances in the registry.
 *
 * <p>Lookups take no lock, make no call and never fail. While etcd is unavailable they return the last known instances,
 * after a restart those of the snapshot on disk; {@link #age} tells how old the view is. The view is usually a few
 * milliseconds behind etcd, and it contains a dead instance until its lease ends. So a caller must expect instances
 * that do not answer. Thread-safe.
 */
public final class ServiceDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceDirectory.class);
    private static final Duration SNAPSHOT_DELAY = Duration.ofSeconds(1);
    private static final Duration HOLD_CHECK_INTERVAL = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final DirectoryMetrics metrics;
    private final Optional<SnapshotFile> snapshotFile;
    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("service-directory"));
    private final Listeners listeners = new Listeners();
    private volatile Map<String, List<Instance>> view = Map.of();
    private volatile Optional<Instant> confirmedAt = Optional.empty();

    // confined to the thread above
    private final Roster roster;
    private final Follower follower;
    private boolean snapshotDue;

    /** Reads the snapshot and begins to follow. Does not wait for etcd. */
    public ServiceDirectory(Etcd etcd, DirectorySettings settings, MeterRegistry meters) {
        this(etcd, settings, meters, InstantSource.system());
    }

    ServiceDirectory(Etcd etcd, DirectorySettings settings, MeterRegistry meters, InstantSource clock) {
        RegistryKeys keys = new RegistryKeys(etcd.keySpace());
        String prefix = settings.service().map(keys::service).orElseGet(keys::services);
        this.clock = clock;
        this.roster = new Roster(keys, settings.hold(), System::nanoTime);
        this.snapshotFile = settings.snapshot().map(SnapshotFile::new);
        this.metrics = new DirectoryMetrics(meters, settings.service().orElse("all"), this);
        snapshotFile.flatMap(SnapshotFile::read).ifPresent(snapshot -> {
            roster.restore(snapshot.entries());
            confirmedAt = Optional.of(snapshot.confirmedAt());
            publish();
        });
        this.follower = new Follower(etcd, prefix, settings.recheck(), new FollowedRoster(), thread);
        thread.scheduleWithFixedDelay(
                this::publish, HOLD_CHECK_INTERVAL.toMillis(), HOLD_CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** All instances of a service in any state, by id; empty for an unknown service. */
    public List<Instance> instances(String service) {
        return view.getOrDefault(service, List.of());
    }

    /** The instances of a service that are UP, by id. */
    public List<Instance> up(String service) {
        return instances(service).stream()
                .filter(instance -> instance.state() == InstanceState.UP)
                .toList();
    }

    /** One instance in any state. */
    public Optional<Instance> instance(String service, String id) {
        return instances(service).stream()
                .filter(instance -> instance.id().equals(id))
                .findFirst();
    }

    /** All services with their instances, at one moment. */
    public Map<String, List<Instance>> services() {
        return view;
    }

    /** Completes when etcd has been read for the first time. */
    public CompletableFuture<Void> whenFollowed() {
        return followed.copy();
    }

    /**
     * The time since the view was last known to be equal to etcd; empty before anything was read. Each change and each
     * recheck resets it, so values up to a minute are normal.
     */
    public Optional<Duration> age() {
        return confirmedAt.map(at -> Duration.between(at, clock.instant()));
    }

    /**
     * Calls a listener with all current instances, as added, and then with each change, in order. All listeners share
     * one thread: a slow one delays the others, but no lookup. Exceptions of a listener are logged. A lookup from a
     * listener may be newer than the change it handles.
     *
     * @return removes the listener when closed
     */
    public Subscription listen(Consumer<InstanceChange> listener) {
        return listeners.add(listener);
    }

    /** A registered listener. */
    public interface Subscription extends AutoCloseable {
        /** Removes the listener. Returns at once; a call in progress continues to its end. */
        @Override
        void close();
    }

    /** Publishes the state of the roster. Runs on the thread above, or before that is used. */
    private void publish() {
        Map<String, List<Instance>> next = new HashMap<>(view);
        roster.settle().forEach((service, instances) -> {
            if (instances.isEmpty()) {
                next.remove(service);
            } else {
                next.put(service, List.copyOf(instances));
            }
        });
        metrics.setCounts(roster.malformedSeen(), roster.heldCount());
        if (next.equals(view)) {
            return;
        }
        Map<String, List<Instance>> now = Map.copyOf(next);
        view = now;
        metrics.setInstances(now);
        listeners.publish(now);
        scheduleSnapshot();
    }

    private void noteConfirmation() {
        confirmedAt = Optional.of(clock.instant());
        scheduleSnapshot();
    }

    private void scheduleSnapshot() {
        if (snapshotFile.isPresent() && !snapshotDue) {
            snapshotDue = true;
            thread.schedule(this::saveSnapshot, SNAPSHOT_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void saveSnapshot() {
        snapshotDue = false;
        confirmedAt.ifPresent(
                at -> snapshotFile.ifPresent(file -> file.write(new SnapshotFile.Snapshot(at, roster.entries()))));
    }

    /** For tests of the recheck: applies an entry as if the watch had delivered it. */
    void simulateChange(Etcd.Entry entry) throws InterruptedException, ExecutionException {
        thread.submit(() -> {
                    roster.put(entry);
                    publish();
                })
                .get();
    }

    /** Called on the thread above. */
    private final class FollowedRoster implements Follower.Target {
        @Override
        public void replace(Etcd.Listing listing) {
            roster.replace(listing.entries());
            metrics.addList();
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
            metrics.addDivergence(keys);
        }
    }

    /** Saves the snapshot and ends following. Lookups keep returning the last known instances. */
    @Override
    public void close() {
        Future<?> ending;
        try {
            ending = thread.submit(() -> {
                follower.close();
                saveSnapshot();
            });
        } catch (RejectedExecutionException e) {
            return; // already closed
        }
        try {
            ending.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The service directory was not closed properly: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
            listeners.close();
            metrics.close();
        }
    }
}
