package io.linklog.command.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.command.answer.CommandAnswer;
import io.linklog.command.request.LinkRequests;
import io.linklog.command.submit.Submissions.Submitted;
import io.linklog.kit.access.Callers;
import io.linklog.kit.http.Json;
import io.linklog.kit.http.Problem;
import io.linklog.kit.passwords.PasswordThreads;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.ratelimit.KeyLimits;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LongUrls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchStreamTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Answers the lines of a batch, whose check of targets has a fault. */
    private List<String> answers(String... targets) throws Exception {
        LinkRules faulty = new LinkRules(LongUrls.where(host -> {
            if (host.name().equals("fault.example")) {
                throw new IllegalStateException("a fault");
            }
            return Optional.empty();
        }));
        StringBuilder body = new StringBuilder();
        for (String target : targets) {
            body.append("{\"longUrl\":\"").append(target).append("\"}\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PasswordThreads threads = PasswordThreads.of(new ClientPlaces("test", "hashes", 2, 50, meters))) {
            BatchStream batch = new BatchStream(
                    (request, caller, wait) -> new Submitted(
                            "id", CompletableFuture.completedFuture(CommandAnswer.refusal("id", Problem.gone("sent")))),
                    new LinkRequests(faulty, threads, Runnable::run, false, () -> Instant.EPOCH),
                    Json.mapper().writerFor(BatchResult.class),
                    Callers.of("default"),
                    new LineTurns(new KeyLimits(() -> 1, meters), Optional.empty()),
                    Duration.ofSeconds(1),
                    null,
                    SpanContext.getInvalid());
            batch.read(new ByteArrayInputStream(body.toString().getBytes(StandardCharsets.UTF_8)));
            batch.write(out);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLineThatFailsUnexpectedlyIsAnsweredAndTheLinesAfterItAreRead() throws Exception {
        List<String> answers = answers("https://one.example/", "https://fault.example/", "https://three.example/");
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).contains("\"line\":1", "\"status\":410");
        assertThat(answers.get(1)).contains("\"line\":2", "\"status\":500", "a retry with the same Idempotency-Key");
        assertThat(answers.get(2)).contains("\"line\":3", "\"status\":410");
    }
}
