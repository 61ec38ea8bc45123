package io.linklog.command.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.http.Problem;
import io.linklog.kit.ratelimit.KeyLimits;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.mesh.keys.Role;
import io.linklog.mesh.keys.SecretHash;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineTurnsTest {

    private final AtomicLong now = new AtomicLong();
    private final KeyLimits limits = new KeyLimits(() -> 1, new SimpleMeterRegistry(), now::get);

    private static Optional<ApiKey> key(Optional<String> limit) {
        KeyText text = KeyText.generate(new Random(4));
        return Optional.of(new ApiKey(
                text.id(),
                "a key",
                ApiKey.DEFAULT_TENANT,
                Role.AUTHOR,
                List.of(SecretHash.of(text)),
                Optional.empty(),
                limit.map(RateLimit::parse),
                Instant.EPOCH,
                Optional.empty(),
                1));
    }

    private LineTurns turns(Optional<ApiKey> key) {
        return new LineTurns(limits, key, now::get, millis -> now.addAndGet(millis * 1_000_000));
    }

    private Problem next(LineTurns turns) throws InterruptedException {
        return turns.await(() -> false, () -> {});
    }

    @Test
    void aLineOverTheLimitWaitsForItsTurn() throws Exception {
        Optional<ApiKey> key = key(Optional.of("30/m"));
        LineTurns turns = turns(key);
        for (int line = 0; line < 34; line++) {
            assertThat(next(turns)).isNull();
        }
        // 30 at once beside the first, which the call has paid; then one each two seconds
        assertThat(now.get()).isBetween(6_000_000_000L, 6_010_000_000L);
    }

    @Test
    void aLineWhoseTurnIsFarAwayIsRefusedAtOnceAndLaterOnesPass() throws Exception {
        LineTurns turns = turns(key(Optional.of("1/m")));
        assertThat(next(turns)).isNull();
        assertThat(next(turns)).isNull();
        Problem refusal = next(turns);
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.extensions()).containsEntry("retryAfter", 60L);
        assertThat(now).hasValue(0);
        now.addAndGet(55_000_000_000L);
        assertThat(next(turns)).isNull();
        assertThat(now.get()).isGreaterThanOrEqualTo(60_000_000_000L);
    }

    @Test
    void aStopEndsTheWait() throws Exception {
        LineTurns turns = turns(key(Optional.of("10/m")));
        for (int line = 0; line < 11; line++) {
            assertThat(next(turns)).isNull();
        }
        assertThat(turns.await(() -> true, () -> {})).isNull();
    }

    @Test
    void linesOfAKeyWithoutALimitPass() throws Exception {
        LineTurns turns = turns(key(Optional.empty()));
        LineTurns withoutKey = turns(Optional.empty());
        for (int line = 0; line < 100; line++) {
            assertThat(next(turns)).isNull();
            assertThat(next(withoutKey)).isNull();
        }
        assertThat(now).hasValue(0);
    }
}
