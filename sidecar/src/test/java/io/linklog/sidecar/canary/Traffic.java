package io.linklog.sidecar.canary;

import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteBook;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Requests, distributed by the route like an edge does. */
final class Traffic implements AutoCloseable {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final RouteBook routes;
    private final String service;
    private final FakeInstance stable;
    private final FakeInstance canary;
    private long number;

    /** Starts with a thousand requests a second. */
    Traffic(RouteBook routes, String service, FakeInstance stable, FakeInstance canary) {
        this.routes = routes;
        this.service = service;
        this.stable = stable;
        this.canary = canary;
        thread.scheduleAtFixedRate(this::burst, 0, 20, TimeUnit.MILLISECONDS);
    }

    private void burst() {
        Optional<Route> route = routes.route(service);
        boolean promoted = route.filter(r -> r.stable().equals("2")).isPresent();
        int weight = promoted ? Route.WHOLE : route.map(Route::weight).orElse(0);
        for (int i = 0; i < 20; i++) {
            number++;
            boolean chosen = number * weight / Route.WHOLE > (number - 1) * weight / Route.WHOLE;
            (chosen ? canary : stable).serve();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
