package io.linklog.mesh.route;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PrefixView;
import io.linklog.mesh.registry.ServiceDirectory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All routes as etcd has them: a view in memory that follows. Lookups take no lock, ask nobody and never fail; while
 * etcd is away the last routes stand. What cannot be read as a route is counted, named in the log and passed over: the
 * service keeps the route that was read last, because to drop it would send requests to versions that are held back.
 * Thread-safe.
 */
public final class RouteBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteBook.class);

    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private final List<Consumer<Map<String, Route>>> listeners = new CopyOnWriteArrayList<>();
    private final Counter malformed;
    private final Counter divergence;
    private volatile Map<String, Route> view = Map.of();
    private final PrefixView<Route> followedRoutes;

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
        this.followedRoutes =
                new PrefixView<>(etcd, RouteKeys.PREFIX, "route", recheck, RouteJson::read, new Following());
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
    public CompletableFuture<Void> whenFollowed() {
        return followed.copy();
    }

    /** Whether etcd was read. Before, that a service has no route means nothing. */
    public boolean isKnown() {
        return followed.isDone();
    }

    /** For tests of the recheck: as if the watch had brought this. */
    void simulateChange(Etcd.Entry entry) throws InterruptedException, ExecutionException {
        followedRoutes.simulateChange(entry);
    }

    /**
     * Tells of all routes now and after each change, in order, on one thread for all listeners: pass on and return, for
     * following waits meanwhile. What a listener throws is logged.
     */
    public ServiceDirectory.Subscription listen(Consumer<Map<String, Route>> listener) {
        followedRoutes.run(() -> {
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

    private final class Following implements PrefixView.Listener<Route> {
        @Override
        public void onChanged(Map<String, Route> routes) {
            Map<String, Route> next = new HashMap<>();
            routes.values().forEach(route -> next.put(route.service(), route));
            if (!next.equals(view)) {
                view = Map.copyOf(next);
                listeners.forEach(RouteBook.this::tell);
            }
            followed.complete(null);
        }

        @Override
        public void onMalformed() {
            malformed.increment();
        }

        @Override
        public void onDivergence(int keys) {
            divergence.increment(keys);
        }
    }

    /** Ends following; lookups go on with what is known. */
    @Override
    public void close() {
        followedRoutes.close();
    }
}
