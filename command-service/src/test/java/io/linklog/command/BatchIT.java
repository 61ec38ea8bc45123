package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.command.RunningService.Reply;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchIT {

    private static final String PATH = "/api/v1/links/batch";
    private static final String NDJSON = "application/x-ndjson";
    private static final String ANY = "{\"longUrl\": \"https://example.org/\"}";
    private static final String HEAD = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + NDJSON
            + "\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static InMemoryTopology topology;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY);
        topology = new InMemoryTopology(stack);
        service = new RunningService(stack, Map.of("LINKLOG_BATCHES", "2", "LINKLOG_BATCH_PATIENCE", "3s"));
    }

    @AfterEach
    void decideAgain() {
        topology.resume();
        await().until(() -> metric("linklog_batches_running") == 0);
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        if (topology != null) {
            topology.close();
        }
    }

    private static Reply batch(String body, String... headers) {
        return service.send("POST", PATH, NDJSON, body, headers);
    }

    private static List<JsonNode> results(Reply reply) throws IOException {
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith(NDJSON);
        List<JsonNode> results = new ArrayList<>();
        for (String line : reply.response().body().lines().toList()) {
            results.add(RunningService.JSON.readTree(line));
        }
        return results;
    }

    private static double metric(String name) throws Exception {
        return service.admin("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    @Test
    void answers5000LinesInOrderWithErrorsInPlace() throws Exception {
        StringBuilder body = new StringBuilder();
        for (int line = 1; line <= 5_000; line++) {
            switch (line % 10) {
                case 3 -> body.append("{\"longUrl\": \"nowhere\"}\n");
                case 5 -> body.append("{broken\n");
                case 7 -> body.append(" \r\n");
                default -> body.append("{\"longUrl\": \"https://example.org/" + line + "\"}\n");
            }
        }
        List<JsonNode> results = results(batch(body.toString()));
        assertThat(results).hasSize(4_500);
        int line = 0;
        Set<String> codes = new HashSet<>();
        for (JsonNode result : results) {
            line += line % 10 == 6 ? 2 : 1;
            assertThat(result.path("line").asInt()).isEqualTo(line);
            if (line % 10 == 3 || line % 10 == 5) {
                assertThat(result.path("status").asInt()).isEqualTo(400);
                assertThat(result.path("problem").path("errors")).isNotEmpty();
                assertThat(result.has("link")).isFalse();
            } else {
                assertThat(result.path("status").asInt()).isEqualTo(201);
                assertThat(result.path("link").path("longUrl").asText()).isEqualTo("https://example.org/" + line);
                assertThat(result.path("commandId").asText()).isNotEmpty();
                codes.add(result.path("link").path("shortCode").asText());
            }
        }
        assertThat(codes).hasSize(3_500);
    }

    @Test
    void aRepeatOfABatchCreatesNothingNew() throws Exception {
        String key = UUID.randomUUID().toString();
        String body = (ANY + "\n").repeat(50) + "{\"longUrl\": \"https://example.org/\", \"idempotencyKey\": \"own-"
                + key + "\"}";
        List<String> first = codes(results(batch(body, "Idempotency-Key", key)));
        List<String> again = codes(results(batch(body, "Idempotency-Key", key)));
        assertThat(new HashSet<>(first)).hasSize(51);
        assertThat(again).isEqualTo(first);
        // a line's own key counts, wherever the line is
        String line = "\n\n{\"idempotencyKey\": \"own-" + key + "\", \"longUrl\": \"https://example.org/\"}";
        assertThat(codes(results(batch(line)))).containsExactly(first.get(50));
        // the longest key leaves no room for a line's number
        String longest = key + "k".repeat(255 - key.length());
        assertThat(codes(results(batch(body, "Idempotency-Key", longest))))
                .isEqualTo(codes(results(batch(body, "Idempotency-Key", longest))));
    }

    private static List<String> codes(List<JsonNode> results) {
        return results.stream()
                .map(result -> {
                    assertThat(result.path("status").asInt())
                            .as(result.toString())
                            .isEqualTo(201);
                    return result.path("link").path("shortCode").asText();
                })
                .toList();
    }

    @Test
    void aLineOf64KibIsReadAndALongerOneHarmsNoOther() throws Exception {
        String title = "{\"longUrl\": \"https://example.org/\", \"title\": \"";
        String longest = title + "t".repeat(65_536 - title.length() - 2) + "\"}";
        List<JsonNode> results =
                results(batch(ANY + "\n" + longest + "\r\n" + longest + " \n" + "x".repeat(500_000) + "\n" + ANY));
        assertThat(results)
                .extracting(result -> result.path("status").asInt())
                .containsExactly(201, 400, 413, 413, 201);
        assertThat(results.get(1)
                        .path("problem")
                        .path("errors")
                        .get(0)
                        .path("pointer")
                        .asText())
                .isEqualTo("/title");
    }

    @Test
    void invalidUtf8SpoilsOnlyItsLine() throws Exception {
        byte[] body = (ANY + "\n{\"longUrl\": \"https://example.org/?\"}\n" + ANY).getBytes(StandardCharsets.UTF_8);
        body[ANY.length() + 1 + 33] = (byte) 0xff;
        try (RawHttp http = new RawHttp(service.port)) {
            String answer = http.post(PATH, NDJSON, body).readAll();
            assertThat(answer)
                    .contains("\"line\":1,\"status\":201", "\"line\":2,\"status\":400", "\"line\":3,\"status\":201");
        }
    }

    @Test
    void resultsArriveWhileLinesAreStillBeingSent() throws Exception {
        try (RawHttp http = new RawHttp(service.port)) {
            http.send(HEAD);
            for (int line = 1; line <= 3; line++) {
                http.send(chunk(ANY + "\n"));
                assertThat(http.readUntil("}\n")).contains("\"line\":" + line + ",\"status\":201");
            }
            http.send("0\r\n\r\n");
            assertThat(http.readUntil("\r\n0\r\n\r\n")).endsWith("0\r\n\r\n");
        }
    }

    @Test
    void moreBatchesThanAllowedAreAnswered503() throws Exception {
        try (RawHttp first = new RawHttp(service.port);
                RawHttp second = new RawHttp(service.port)) {
            for (RawHttp http : List.of(first, second)) {
                http.send(HEAD).send(chunk(ANY + "\n")).readUntil("}\n");
            }
            Reply third = batch(ANY);
            assertThat(third.status()).isEqualTo(503);
            assertThat(third.header("Retry-After")).isEqualTo("1");
            // other requests continue
            assertThat(service.post("/api/v1/links", ANY).status()).isEqualTo(201);
        }
        await().untilAsserted(() -> assertThat(batch(ANY).status()).isEqualTo(200));
    }

    @Test
    void aCallerThatStopsSendingIsDisconnected() throws Exception {
        try (RawHttp http = new RawHttp(service.port)) {
            http.send(HEAD).send(chunk(ANY + "\n"));
            assertThat(http.readAll()).contains("\"line\":1").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aCallerThatReadsNoResultsIsPausedAndThenDisconnected() throws Exception {
        byte[] lines = chunk((ANY + "\n").repeat(500)).getBytes(StandardCharsets.US_ASCII);
        try (RawHttp http = new RawHttp(service.port)) {
            http.send(HEAD);
            // ends with a reset; if the service read on, this would never end
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> {
                        while (true) {
                            http.send(lines);
                        }
                    }))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aCallerThatDisconnectsLeavesNothingBehind() throws Exception {
        topology.hold();
        try (Socket socket = new Socket("127.0.0.1", service.port)) {
            socket.getOutputStream()
                    .write((HEAD + chunk((ANY + "\n").repeat(100))).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await().until(() -> metric("linklog_commands_waiting") >= 100);
        }
        topology.resume();
        await().until(() -> metric("linklog_batches_running") == 0 && metric("linklog_commands_waiting") == 0);
    }

    @Test
    void respondAsyncAnswersEachLine202OnceTheBrokerHasIt() throws Exception {
        topology.hold();
        List<JsonNode> results = results(batch((ANY + "\n").repeat(20), "Prefer", "respond-async"));
        assertThat(results).hasSize(20).allSatisfy(result -> {
            assertThat(result.path("status").asInt()).isEqualTo(202);
            assertThat(result.path("commandId").asText()).isNotEmpty();
        });
    }

    @Test
    void aStopAnswersAcceptedLinesAndNamesTheFirstUnreadOne() throws Exception {
        RunningService stopped = new RunningService(SharedStack.with(), Map.of("LINKLOG_INSTANCE_ID", "stopped"));
        try (RawHttp http = new RawHttp(stopped.port)) {
            http.send(HEAD).send(chunk((ANY + "\n").repeat(10)));
            for (int line = 1; line <= 10; line++) {
                assertThat(http.readUntil("}\n")).contains("\"status\":201");
            }
            Thread stopping = new Thread(() -> {
                try {
                    stopped.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            stopping.start();
            String rest = http.send(chunk(ANY + "\n")).readUntil("}\n");
            // the line arrived before the stop, or the answer says to send it again
            while (rest.contains("\"status\":201")) {
                rest = http.send(chunk(ANY + "\n")).readUntil("}\n");
            }
            assertThat(rest).contains("\"status\":503").contains("send them again");
            stopping.join();
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
