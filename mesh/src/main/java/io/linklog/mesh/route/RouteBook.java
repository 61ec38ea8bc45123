package io.linklog.mesh.route;

import io.linklog.mesh.Etcd;
import io.linklog.mesh.Follower;
import io.linklog.mesh.MalformedValueException;
import io.linklog.mesh.PrefixWatch;
import io.linklog.mesh.registry.ServiceDirectory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * All routes as etcd has them: a view in memory that follows. Lookups take no lock, ask nobody and never fail; while etcd
 * is away the last routes stand. What cannot be read as a route is counted, named in the log and passed over: the service
 * keeps the route that was read last, because to drop it would send requests to versions that are held back. Thread-safe.
 */
public final class RouteBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteBook.class);

    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private final List<Consumer<Map<String, Route>>> listeners = new CopyOnWriteArrayList<>();
    private final Counter malformed;
    private final Counter divergence;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "route-book");
        t.setDaemon(true);
        return t;
    });
    private volatile Map<String, Route> view = Map.of();

    // confined to the thread above
    private final Map<String, Etcd.Item> items = new HashMap<>();
    private final Map<String, Route> routes = new HashMap<>();
    private final Follower follower;

    /** Begins to follow, compared in full each minute; does not wait for etcd. */
    public RouteBook(Etcd etcd, MeterRegistry meters) {
        this(etcd, Duration.ofMinutes(1), meters);
    }

    RouteBook(Etcd etcd, Duration recheck, MeterRegistry meters) {
        this.malformed = Counter.builder("linklog.routes.malformed")
                .description("Values in etcd that are no route")
                .register(meters);
        this.divergence = Counter.builder("linklog.routes.divergence")
                .description("Routes of which a recheck found that the watch had lost a change; 0 is right")
                .register(meters);
        this.follower = new Follower(etcd, RouteJson.prefix(), recheck, new Following(), thread);
    }

    /** The route of a service; empty for one that has none. */
    public Optional<Route> route(String service) {
        return Optional.ofNullable(view.get(service));
    }

    /** All routes by service, at one moment. */
    public Map<String, Route> routes() {
        return view;
    }

    /** Completes when etcd was read for the first time. */
    public CompletableFuture<Void> followed() {
        return followed.copy();
    }

    /** Whether etcd was read. Before, that a service has no route means nothing. */
    public boolean isKnown() {
        return followed.isDone();
    }

    /** For tests of the recheck: as if the watch had brought this. */
    void pretend(Etcd.Item item) throws InterruptedException, ExecutionException {
        thread.submit(() -> {
                    put(item);
                    publish();
                })
                .get();
    }

    /**
     * Tells of all routes now and after each change, in order, on one thread for all listeners: pass on and return, for
     * following waits meanwhile. What a listener throws is logged.
     */
    public ServiceDirectory.Subscription listen(Consumer<Map<String, Route>> listener) {
        run(() -> {
            listeners.add(listener);
            tell(listener);
        });
        return () -> listeners.remove(listener);
    }

    private void tell(Consumer<Map<String, Route>> listener) {
        try {
            listener.accept(view);
        } catch (RuntimeException e) {
            LOG.error("A listener failed at the routes {}", view, e);
        }
    }

    private void run(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException e) {
            // closed: nobody is told anything any more
        }
    }

    // from here on: on the thread

    private void put(Etcd.Item item) {
        Etcd.Item former = items.put(item.key(), item);
        if (item.equals(former)) {
            return;
        }
        try {
            routes.put(item.key(), RouteJson.read(item));
        } catch (MalformedValueException e) {
            malformed.increment();
            LOG.warn(
                    "etcd key {} is no route and is passed over, {} stands: {}",
                    item.key(),
                    routes.containsKey(item.key()) ? "the one before" : "none",
                    e.getMessage());
        }
    }

    private void delete(String key) {
        items.remove(key);
        routes.remove(key);
    }

    private void publish() {
        Map<String, Route> next = new HashMap<>();
        routes.values().forEach(route -> next.put(route.service(), route));
        if (!next.equals(view)) {
            view = Map.copyOf(next);
            listeners.forEach(this::tell);
        }
        followed.complete(null);
    }

    private final class Following implements Follower.Target {
        @Override
        public void replaced(Etcd.Listing listing) {
            Set<String> gone = new HashSet<>(items.keySet());
            listing.items().forEach(item -> gone.remove(item.key()));
            gone.forEach(RouteBook.this::delete);
            listing.items().forEach(RouteBook.this::put);
            publish();
        }

        @Override
        public void changed(List<PrefixWatch.Change> changes) {
            for (PrefixWatch.Change change : changes) {
                Etcd.Item former = items.get(change.key());
                if (former != null && former.modRevision() > change.revision()) {
                    continue; // told twice
                }
                if (change.item() != null) {
                    put(change.item());
                } else {
                    delete(change.key());
                }
            }
            publish();
        }

        @Override
        public void confirmed() {}

        @Override
        public Set<String> differences(Etcd.Listing listing, Set<String> changedSince) {
            return listing.differences(items, changedSince);
        }

        @Override
        public void diverged(int keys) {
            divergence.increment(keys);
        }
    }

    /** Ends following; lookups go on with what is known. */
    @Override
    public void close() {
        Future<?> ending;
        try {
            ending = thread.submit(follower::close);
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
        try {
            ending.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The route book did not end in order: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
