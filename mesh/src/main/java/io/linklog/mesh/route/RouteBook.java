package io.linklog.mesh.route;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PrefixView;
import io.linklog.mesh.registry.ServiceDirectory;
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
 * A view in memory of all routes in etcd. Lookups take no lock, make no call and never fail; while etcd is unavailable
 * the last known routes stay in use. A value that is not a valid route is counted, logged and ignored: the service
 * keeps its last valid route, because without a route its other versions would get requests. Thread-safe.
 */
public final class RouteBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteBook.class);

    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private final List<Consumer<Map<String, Route>>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Route> view = Map.of();
    private final PrefixView<Route> routeView;

    /** Begins to follow, with a recheck each minute. Does not wait for etcd. */
    public RouteBook(Etcd etcd, MeterRegistry meters) {
        this(etcd, Duration.ofMinutes(1), meters);
    }

    RouteBook(Etcd etcd, Duration recheck, MeterRegistry meters) {
        RouteKeys keys = new RouteKeys(etcd.keySpace());
        this.routeView = new PrefixView<>(
                etcd,
                keys.prefix(),
                "route",
                recheck,
                entry -> RouteJson.read(keys, entry),
                new FollowedRoutes(),
                meters);
    }

    /** The route of a service; empty if it has none. */
    public Optional<Route> route(String service) {
        return Optional.ofNullable(view.get(service));
    }

    /** All routes, by service, at one moment. */
    public Map<String, Route> routes() {
        return view;
    }

    /** Completes when etcd has been read for the first time. */
    public CompletableFuture<Void> whenFollowed() {
        return followed.copy();
    }

    /** Whether etcd has been read. Before that, a missing route means nothing. */
    public boolean isKnown() {
        return followed.isDone();
    }

    /** For tests of the recheck: applies an entry as if the watch had delivered it. */
    void simulateChange(Etcd.Entry entry) throws InterruptedException, ExecutionException {
        routeView.simulateChange(entry);
    }

    /**
     * Calls a listener with all routes, now and after each change, in order. All listeners share one thread, which
     * follows no changes meanwhile, so a listener must not block. Exceptions of a listener are logged.
     *
     * @return removes the listener when closed
     */
    public ServiceDirectory.Subscription listen(Consumer<Map<String, Route>> listener) {
        routeView.run(() -> {
            listeners.add(listener);
            call(listener);
        });
        return () -> listeners.remove(listener);
    }

    private void call(Consumer<Map<String, Route>> listener) {
        try {
            listener.accept(view);
        } catch (RuntimeException e) {
            LOG.error("A listener failed on the routes {}", view, e);
        }
    }

    private final class FollowedRoutes implements PrefixView.Listener<Route> {
        @Override
        public void onChanged(Map<String, Route> routes) {
            Map<String, Route> next = new HashMap<>();
            routes.values().forEach(route -> next.put(route.service(), route));
            if (!next.equals(view)) {
                view = Map.copyOf(next);
                listeners.forEach(RouteBook.this::call);
            }
            followed.complete(null);
        }
    }

    /** Ends following. Lookups keep returning the last known routes. */
    @Override
    public void close() {
        routeView.close();
    }
}
