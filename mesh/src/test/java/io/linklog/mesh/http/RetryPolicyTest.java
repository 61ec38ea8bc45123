package io.linklog.mesh.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.balance.Outcome;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
    void idempotentMethodsAreRepeated(String method) {
        assertThat(RetryPolicy.isRepeatable(request(method).build(), Outcome.FAILURE))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "OPTIONS"})
    void othersOnlyWithAKeyOrWhenNeverSent(String method) {
        HttpRequest request = request(method).build();
        assertThat(RetryPolicy.isRepeatable(request, Outcome.FAILURE)).isFalse();
        assertThat(RetryPolicy.isRepeatable(request, Outcome.NOT_SENT)).isTrue();
        HttpRequest keyed = request(method).header("idempotency-key", "\"k\"").build();
        assertThat(RetryPolicy.isRepeatable(keyed, Outcome.FAILURE)).isTrue();
    }

    @Test
    void whatSucceededOrWasAbandonedIsNot() {
        assertThat(RetryPolicy.isRepeatable(request("GET").build(), Outcome.SUCCESS))
                .isFalse();
        assertThat(RetryPolicy.isRepeatable(request("GET").build(), Outcome.ABANDONED))
                .isFalse();
    }

    @Test
    void theBackoffIsAnythingUpToADoublingBound() {
        Random random = new Random(1);
        long[] most = {25, 50, 100, 200, 400, 400, 400};
        for (int attempts = 1; attempts <= most.length; attempts++) {
            long longest = 0;
            for (int i = 0; i < 1_000; i++) {
                longest =
                        Math.max(longest, RetryPolicy.backoff(attempts, random).toNanos());
            }
            assertThat(longest).isBetween(most[attempts - 1] * 900_000, most[attempts - 1] * 1_000_000);
        }
    }

    private static HttpRequest.Builder request(String method) {
        return HttpRequest.newBuilder(URI.create("http://target/")).method(method, BodyPublishers.noBody());
    }
}
