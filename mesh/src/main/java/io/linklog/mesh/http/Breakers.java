package io.linklog.mesh.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * A circuit breaker for each operation of one service: opens when half of at least 20 calls in 10 s failed, lets 5
 * calls try after 5 s. Resilience4j's own minimum of 100 calls would be too slow at low rates. Thread-safe.
 */
final class Breakers {

    /**
     * More operations than this share one breaker: a caller that puts a code into the name must not fill the memory.
     */
    static final int MOST_OPERATIONS = 64;

    static final String OTHERS = "other";

    private final ConcurrentHashMap<String, CircuitBreaker> byOperation = new ConcurrentHashMap<>();
    private final CircuitBreakerConfig config;
    private final BiConsumer<String, CircuitBreaker> onNew;

    /** @param onNew told of each operation's breaker once */
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
        String name = byOperation.size() < MOST_OPERATIONS ? operation : OTHERS;
        return byOperation.computeIfAbsent(name, n -> {
            CircuitBreaker breaker = CircuitBreaker.of(n, config);
            onNew.accept(n, breaker);
            return breaker;
        });
    }
}
