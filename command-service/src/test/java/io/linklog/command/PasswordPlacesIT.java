package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.command.RunningService.Reply;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients that set passwords of many links at once: a hash takes tens of milliseconds of a core. */
class PasswordPlacesIT {

    private static final String LINK = "{\"longUrl\": \"https://example.org/\"}";
    private static final String LOCKED = "{\"longUrl\": \"https://example.org/\", \"password\": \"correct horse\"}";
    private static final String ONE = "203.0.113.7";
    private static final String OTHER = "203.0.113.8";

    private static CompletableFuture<Reply> create(RunningService service, String client, String link) {
        return service.sendAsync(
                "POST", "/api/v1/links", "application/json", link, "Prefer", "wait=30", "X-Forwarded-For", client);
    }

    @Test
    void passwordsOfOneClientLeaveThreadsAndPlacesToTheOthers() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY);
        try (InMemoryTopology topology = new InMemoryTopology(stack);
                RunningService service = new RunningService(stack, Map.of("LINKLOG_UNLIMITED_ADDRESSES", "none"))) {
            List<CompletableFuture<Reply>> many = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                many.add(create(service, ONE, LOCKED));
            }
            List<CompletableFuture<Reply>> others = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                others.add(create(service, OTHER, i % 2 == 0 ? LINK : LOCKED));
            }
            Reply batch = service.send(
                    "POST",
                    "/api/v1/links/batch",
                    "application/x-ndjson",
                    (LOCKED + "\n" + LINK + "\n").repeat(20),
                    "X-Forwarded-For",
                    "203.0.113.9");
            assertThat(many.stream().map(reply -> reply.join().status()))
                    .as("no HTTP thread waits for a hash, so the share of the client is used up")
                    .containsOnly(201, 429)
                    .contains(201, 429);
            Reply refused = many.stream()
                    .map(CompletableFuture::join)
                    .filter(reply -> reply.status() == 429)
                    .findAny()
                    .orElseThrow();
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.json().path("detail").asText()).contains("password hashes", "LINKLOG_CLIENT_SHARE");
            assertThat(refused.commandId()).as("nothing was written").isEmpty();
            assertThat(others)
                    .allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(201));
            assertThat(batch.response().body().lines()).hasSize(40).allMatch(line -> line.contains("\"status\":201"));
            // all places are free again
            List<CompletableFuture<Reply>> again = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                again.add(create(service, ONE, LOCKED));
            }
            assertThat(again)
                    .allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(201));
        }
    }
}
