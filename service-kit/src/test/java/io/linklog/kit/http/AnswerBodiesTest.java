package io.linklog.kit.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.Javalin;
import io.javalin.http.Handler;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.tracing.Tracing;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT) // each test waits for its server to stop
class AnswerBodiesTest {

    /** The buffers of a connection do not hold it. */
    private static final int LONG = 16 << 20;

    private static final int MORE_THAN_THREADS = 40;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void longAnswersThatNobodyReadsOccupyNoThread() throws Exception {
        String body = "x".repeat(LONG);
        List<Socket> callers = new ArrayList<>();
        try (HttpApi api = HttpApi.start(
                ListenSettings.loopback(), 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
                    config.routes.get("/long", ctx -> ctx.result(body));
                    config.routes.get("/short", ctx -> ctx.result("read"));
                })) {
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                callers.add(ask(api.port(), "/long"));
            }
            for (Socket caller : callers.subList(0, 10)) {
                assertThat(caller.getInputStream().read())
                        .as("the answer has begun")
                        .isEqualTo('H');
            }
            assertThat(get("GET", api.port(), "/short").body()).isEqualTo("read");
        } finally {
            for (Socket caller : callers) {
                caller.close();
            }
        }
    }

    @Test
    void aCallerThatReadsTooSlowlyIsDisconnected() throws Exception {
        String body = "x".repeat(LONG);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Javalin server = serve(new AnswerBodies(Duration.ofMillis(300), LONG), ctx -> {
            HttpApi.whenAnswered(ctx, () -> ended.complete(null));
            ctx.result(body);
        });
        try (Socket caller = ask(server.port(), "/")) {
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        caller.getInputStream().readNBytes(4_096);
                        return ended.isDone();
                    });
            assertThat(countToEnd(caller)).isLessThan(LONG / 2);
        } finally {
            server.stop();
        }
    }

    @Test
    void bodiesOfEverySizeArriveWholeOnOneConnection() throws Exception {
        Javalin server = serve(
                new AnswerBodies(Duration.ofMillis(500), LONG),
                ctx -> ctx.result("x".repeat(Integer.parseInt(ctx.path().substring(1)))));
        try {
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos(); // longer than one answer may take
            do {
                for (int size : new int[] {0, 1, 8_191, 8_192, 32_768, 32_769, 1_000_000}) {
                    assertThat(get("GET", server.port(), "/" + size).body()).hasSize(size);
                    assertThat(get("HEAD", server.port(), "/" + size).statusCode())
                            .isEqualTo(200);
                }
            } while (System.nanoTime() - end < 0);
        } finally {
            server.stop();
        }
    }

    private static Javalin serve(AnswerBodies bodies, Handler handler) {
        return Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/*", handler);
                    config.routes.head("/*", handler);
                    bodies.addTo(config.routes);
                })
                .start("127.0.0.1", 0);
    }

    /** A connection with a request, whose answer nobody reads. */
    private static Socket ask(int port, String path) throws IOException {
        Socket caller = new Socket();
        caller.setReceiveBufferSize(16 * 1024);
        caller.setSoTimeout(10_000);
        caller.connect(new InetSocketAddress("127.0.0.1", port));
        caller.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
        return caller;
    }

    private static int countToEnd(Socket caller) {
        int count = 0;
        try {
            byte[] part = new byte[64 * 1024];
            for (int read = 0; read >= 0; read = caller.getInputStream().read(part)) {
                count += read;
            }
        } catch (IOException e) {
            // a reset is an end
        }
        return count; // of what the kernel still had
    }

    private HttpResponse<String> get(String method, int port, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
