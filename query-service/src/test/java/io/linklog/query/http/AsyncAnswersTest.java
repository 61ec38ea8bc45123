package io.linklog.query.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.http.Deadline;
import io.linklog.query.cassandra.Reading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT) // each test waits for its server to stop
class AsyncAnswersTest {

    /** The buffers of a connection do not hold it. */
    private static final int LONG = 16 << 20;

    private final AsyncAnswers answers = new AsyncAnswers(
            Duration.ofHours(1),
            new ClientPlaces("reads", "reads", AsyncAnswers.MOST_AT_ONCE, 50, new SimpleMeterRegistry()),
            new ClientPlaces("lists", "lists", AsyncAnswers.MOST_WALKS, 50, new SimpleMeterRegistry()),
            ctx -> ctx.headerAsClass("Client", String.class).getOrDefault(""));
    private final AtomicInteger reads = new AtomicInteger();
    private final Queue<CompletableFuture<String>> pending = new ConcurrentLinkedQueue<>();
    private HttpApi api;

    @BeforeEach
    void start() {
        api = HttpApi.start(
                ListenSettings.loopback(), 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
                    config.routes.get("/never", ctx -> answers.answer(ctx, this::never, found -> ctx.result("found")));
                    config.routes.get("/throws", ctx -> answers.walk(ctx, this::fail, found -> ctx.result("found")));
                    config.routes.get(
                            "/steps", ctx -> answers.walk(ctx, this::stepForEver, found -> ctx.result("found")));
                    config.routes.get(
                            "/api/never", ctx -> answers.answer(ctx, this::never, found -> ctx.result("found")));
                    config.routes.get(
                            "/shared",
                            ctx -> answers.walk(ctx, this::stepAfterSharedRead, found -> ctx.result("found")));
                    config.routes.get(
                            "/long",
                            ctx -> answers.walk(
                                    ctx, reading -> CompletableFuture.completedFuture("x".repeat(LONG)), ctx::result));
                    config.routes.get(
                            "/at-once",
                            ctx -> answers.walk(
                                    ctx, reading -> CompletableFuture.completedFuture(""), found -> ctx.result("ok")));
                });
    }

    @AfterEach
    void stop() {
        api.close();
        answers.close();
    }

    private CompletableFuture<String> never(Reading reading) {
        reads.incrementAndGet();
        return new CompletableFuture<>();
    }

    private CompletableFuture<String> fail(Reading reading) {
        throw new IllegalStateException("Fails on purpose before it reads");
    }

    /** A walk whose every read is answered when the test says so, or when it is cancelled. */
    private CompletableFuture<String> stepForEver(Reading reading) {
        return reading.run(this::read).thenCompose(found -> stepForEver(reading));
    }

    /** The same after a read that others share, so that it cannot be cancelled. */
    private CompletableFuture<String> stepAfterSharedRead(Reading reading) {
        return read().thenCompose(found -> stepForEver(reading));
    }

    private CompletableFuture<String> read() {
        CompletableFuture<String> read = new CompletableFuture<>();
        pending.add(read);
        reads.incrementAndGet();
        return read;
    }

    @Test
    void readsThatThrowKeepNoPlace() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(get("/throws", "1000000").statusCode()).isEqualTo(500);
        }
        assertThat(get("/at-once", "1000000").statusCode()).isEqualTo(200);
    }

    @Test
    void aWalkStopsAtTheDeadlineOfItsCaller() throws Exception {
        assertThat(get("/steps", "50").statusCode()).isEqualTo(503);
        assertThat(reads).hasValue(1);
        assertThat(pending.element()).isCancelled();
        for (int i = 0; i < 20; i++) {
            assertThat(get("/steps", "20").statusCode()).isEqualTo(503);
        }
        assertThat(get("/at-once", "1000000").statusCode()).isEqualTo(200);
    }

    @Test
    void aReadKeepsItsPlaceUntilItsWorkEnds() throws Exception {
        for (int i = 0; i < 16; i++) {
            HttpResponse<String> answer = get("/shared", "50");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("within the deadline");
        }
        assertThat(get("/at-once", "1000000").body()).contains("maximum of 16 lists");
        pending.forEach(read -> read.complete(""));
        assertThat(get("/at-once", "1000000").statusCode()).isEqualTo(200);
        assertThat(reads).as("no further step after the deadline").hasValue(16);
    }

    @Test
    void slowListsOfOneClientLeaveRoomForOthers() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertThat(get("/shared", "50", "Client", "key a").statusCode()).isEqualTo(503);
        }
        HttpResponse<String> refused = get("/at-once", "1000000", "Client", "key a");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("urn:linklog:problem:too-many-at-once", "8 of the 16 lists");
        assertThat(get("/at-once", "1000000", "Client", "key b").statusCode()).isEqualTo(200);
        pending.forEach(read -> read.complete(""));
        assertThat(get("/at-once", "1000000", "Client", "key a").statusCode()).isEqualTo(200);
    }

    @Test
    void answersThatNobodyReadsKeepTheirPlacesAndDelayNoOther() throws Exception {
        List<Socket> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket caller = ask("/long", "key a");
                callers.add(caller);
                assertThat(caller.getInputStream().read())
                        .as("the answer has begun")
                        .isEqualTo('H');
            }
            assertThat(get("/at-once", "1000000", "Client", "key b").statusCode())
                    .isEqualTo(200);
            assertThat(get("/at-once", "1000000", "Client", "key a").statusCode())
                    .isEqualTo(429);
        } finally {
            for (Socket caller : callers) {
                caller.close();
            }
        }
        await().until(() -> get("/at-once", "1000000", "Client", "key a").statusCode() == 200);
    }

    /** A connection with a request, whose answer nobody reads. */
    private Socket ask(String path, String client) throws IOException {
        Socket caller = new Socket();
        caller.setReceiveBufferSize(16 * 1024);
        caller.setSoTimeout(10_000);
        caller.connect(new InetSocketAddress("127.0.0.1", api.port()));
        caller.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nClient: " + client + "\r\n\r\n")
                        .getBytes(US_ASCII));
        return caller;
    }

    @Test
    void aReadEndsAtTheCallersDeadline() throws Exception {
        HttpResponse<String> answer = get("/never", "50");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("within the deadline");
        assertThat(reads).hasValue(1);
    }

    @Test
    void noReadStartsAfterTheCallersDeadline() throws Exception {
        HttpResponse<String> answer = get("/never", "0");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains(Deadline.HEADER);
        assertThat(reads).hasValue(0);
    }

    @Test
    void aBrowserGetsAProblemAsAPageButNotFromTheApi() throws Exception {
        HttpResponse<String> page = get("/never", "20", "Accept", "text/html,*/*");
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().firstValue("Retry-After")).contains("1");
        assertThat(page.body()).contains("<h1>Temporarily unavailable</h1>", "within the deadline");
        assertThat(get("/api/never", "20", "Accept", "text/html,*/*").body())
                .contains("\"type\":\"urn:linklog:problem:unavailable\"");
    }

    private static String[] headers(String deadline, String... more) {
        return Stream.concat(Stream.of(Deadline.HEADER, deadline), Arrays.stream(more))
                .toArray(String[]::new);
    }

    private HttpResponse<String> get(String path, String deadline, String... headers) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .headers(headers(deadline, headers))
                .timeout(Duration.ofMinutes(1))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
