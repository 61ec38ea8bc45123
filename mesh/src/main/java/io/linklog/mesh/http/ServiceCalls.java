package io.linklog.mesh.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.RetryBudget;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The state that all calls of one service share. Thread-safe. */
final class ServiceCalls {

    final String service;
    final BackendPool pool;
    final RetryBudget budget;
    final ServiceMeters meters;
    final Transport transport;
    final MeshHttpSettings settings;
    final LongSupplier clock;
    final Supplier<RandomGenerator> random;
    private final Breakers breakers;
    private final Semaphore places;

    ServiceCalls(
            String service,
            BackendPool pool,
            ServiceMeters meters,
            Transport transport,
            MeshHttpSettings settings,
            LongSupplier clock,
            Supplier<RandomGenerator> random) {
        this.service = service;
        this.pool = pool;
        this.budget = new RetryBudget(clock);
        this.meters = meters;
        this.transport = transport;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.breakers = new Breakers(new NanoClock(clock), meters::breaker);
        this.places = new Semaphore(settings.maxInFlight());
        meters.inFlight(this);
    }

    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, String operation, CallOptions options) {
        long begun = clock.getAsLong();
        CompletableFuture<HttpResponse<byte[]>> result = admit(request, operation, options);
        result.whenComplete((response, error) -> meters.recordCall(response, error, clock.getAsLong() - begun));
        return result;
    }

    private CompletableFuture<HttpResponse<byte[]>> admit(HttpRequest request, String operation, CallOptions options) {
        if (options.deadline().hasPassed()) {
            return CompletableFuture.failedFuture(new MeshException.DeadlinePassed(service, 0, false, null));
        }
        CircuitBreaker breaker = breakers.of(operation);
        if (!breaker.tryAcquirePermission()) {
            return CompletableFuture.failedFuture(new MeshException.BreakerOpen(service, operation));
        }
        if (!places.tryAcquire()) {
            breaker.releasePermission();
            return CompletableFuture.failedFuture(new MeshException.Overloaded(service, settings.maxInFlight()));
        }
        budget.addRequest();
        Call call = new Call(this, breaker, request, options);
        call.result().whenComplete((response, error) -> places.release());
        call.start();
        return call.result();
    }

    int inFlight() {
        return settings.maxInFlight() - places.availablePermits();
    }

    /** Whether a backend is ejected now. Then its failures tell nothing about the service. */
    boolean isEjected(Backend backend) {
        return !pool.members().available().contains(backend);
    }
}
