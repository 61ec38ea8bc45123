package io.linklog.webhooks.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CallResultTest {

    private static CallResult failure(Throwable error) {
        return CallResult.of(null, error, 7);
    }

    @Test
    void containsTheAnswerOfTheEndpoint() {
        EndpointAnswer answer =
                EndpointAnswer.of(429, Optional.of("30"), "slow\ndown".getBytes(StandardCharsets.UTF_8));
        assertThat(CallResult.of(answer, null, 7))
                .isEqualTo(new CallResult(Verdict.AGAIN, "429: slow down", "30", false, 7));
        assertThat(CallResult.of(EndpointAnswer.of(204, Optional.empty(), new byte[0]), null, 7))
                .isEqualTo(new CallResult(Verdict.DELIVERED, "204", null, false, 7));
    }

    @Test
    void aCallWithoutAnswerMayBeRepeated() {
        assertThat(failure(new CompletionException(new TimeoutException("no whole answer"))))
                .isEqualTo(new CallResult(Verdict.AGAIN, "no whole answer", null, false, 7));
        assertThat(failure(new IOException("reset"))).isEqualTo(new CallResult(Verdict.AGAIN, "reset", null, false, 7));
    }

    @Test
    void distinguishesARefusedConnectionFromALostAnswer() {
        assertThat(failure(new CompletionException(new ConnectException())))
                .isEqualTo(new CallResult(Verdict.AGAIN, "ConnectException", null, true, 7));
        assertThat(failure(new HttpConnectTimeoutException("connect timed out")).unreachable())
                .isTrue();
    }
}
