package io.linklog.mesh.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.linklog.mesh.balance.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the calls of one service. Labels are the service, at most 65 operations, and fixed sets of outcomes.
 * Instances are not labels, because their number grows without bound.
 */
final class ServiceMeters {

    private final MeterRegistry registry;
    private final String service;
    private final Map<Outcome, Counter> attempts = new EnumMap<>(Outcome.class);
    private final Counter retries;
    private final Counter refusedRetries;
    private final Counter ejections;

    ServiceMeters(MeterRegistry registry, String service) {
        this.registry = registry;
        this.service = service;
        for (Outcome outcome : Outcome.values()) {
            attempts.put(
                    outcome,
                    Counter.builder("linklog.mesh.attempts")
                            .description("Requests sent to instances, retries included")
                            .tag("service", service)
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        retries = Counter.builder("linklog.mesh.retries")
                .description("Attempts after the first of their call")
                .tag("service", service)
                .register(registry);
        refusedRetries = Counter.builder("linklog.mesh.retries.refused")
                .description("Retries that the budget refused")
                .tag("service", service)
                .register(registry);
        ejections = Counter.builder("linklog.mesh.ejections")
                .description("Ejections of instances as outliers")
                .tag("service", service)
                .register(registry);
    }

    void inFlight(ServiceCalls calls) {
        Gauge.builder("linklog.mesh.in.flight", calls, ServiceCalls::inFlight)
                .description("Calls in flight")
                .tag("service", service)
                .register(registry);
    }

    void breaker(String operation, CircuitBreaker breaker) {
        Gauge.builder("linklog.mesh.breaker.state", breaker, ServiceMeters::number)
                .description("0 closed, 1 half-open, 2 open")
                .tag("service", service)
                .tag("operation", operation)
                .register(registry);
    }

    void countAttempt(Outcome outcome) {
        Objects.requireNonNull(attempts.get(outcome), "every outcome has a counter")
                .increment();
    }

    void countRetry() {
        retries.increment();
    }

    void countRefusedRetry() {
        refusedRetries.increment();
    }

    void countEjection() {
        ejections.increment();
    }

    /** Records a call as its caller sees it, retries included. */
    void recordCall(@Nullable HttpResponse<byte[]> response, @Nullable Throwable error, long nanos) {
        Timer.builder("linklog.mesh.requests")
                .description("Calls, retries included")
                .tag("service", service)
                .tag("outcome", outcome(response, error))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    private static String outcome(@Nullable HttpResponse<byte[]> response, @Nullable Throwable error) {
        if (response != null) {
            return response.statusCode() / 100 + "xx";
        }
        if (error instanceof MeshException.NoInstances) {
            return "no_instances";
        } else if (error instanceof MeshException.BreakerOpen) {
            return "breaker_open";
        } else if (error instanceof MeshException.Overloaded) {
            return "overloaded";
        } else if (error instanceof MeshException.DeadlinePassed) {
            return "deadline_passed";
        }
        return error instanceof MeshException ? "failed" : "cancelled";
    }

    private static double number(CircuitBreaker breaker) {
        return switch (breaker.getState()) {
            case HALF_OPEN -> 1;
            case OPEN, FORCED_OPEN -> 2;
            default -> 0;
        };
    }
}
