package io.linklog.mesh.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The circuit breakers of one service, one per operation. A breaker opens if half of at least 20 calls in 10 s fail,
 * and admits 5 trial calls after 5 s. Resilience4j's default minimum of 100 calls would react too slowly at low rates.
 * Thread-safe.
 */
final class Breakers {

    /**
     * The number of operations with a breaker of their own. All others share one breaker, so a caller that puts codes
     * into the operation's name cannot fill the memory.
     */
    static final int MAX_OPERATIONS = 64;

    static final String OTHERS = "other";

    private final ConcurrentHashMap<String, CircuitBreaker> byOperation = new ConcurrentHashMap<>();
    private final CircuitBreakerConfig config;
    private final BiConsumer<String, CircuitBreaker> onNew;

    /** @param onNew called once for each new breaker, with its operation */
    Breakers(Clock clock, BiConsumer<String, CircuitBreaker> onNew) {
        this.onNew = onNew;
        this.config = CircuitBreakerConfig.custom()
                .clock(clock)
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize(10)
                .minimumNumberOfCalls(20)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(5))
                .permittedNumberOfCallsInHalfOpenState(5)
                .build();
    }

    CircuitBreaker of(String operation) {
        CircuitBreaker known = byOperation.get(operation);
        if (known != null) {
            return known;
        }
        String name = byOperation.size() < MAX_OPERATIONS ? operation : OTHERS;
        return byOperation.computeIfAbsent(name, n -> {
            CircuitBreaker breaker = CircuitBreaker.of(n, config);
            onNew.accept(n, breaker);
            return breaker;
        });
    }
}
