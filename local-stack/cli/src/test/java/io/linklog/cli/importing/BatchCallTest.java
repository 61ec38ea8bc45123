package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.keys.CallerKey;
import io.linklog.cli.options.HttpAddress;
import io.linklog.mesh.balance.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCallTest {

    @Test
    void anAnswerWithALinkIsCreatedOrFound() {
        assertThat(BatchCall.results(
                        "{\"line\":3,\"status\":201,\"link\":{\"shortCode\":\"abc\",\"shortUrl\":\"http://x/abc\"}}\n"
                                + "{\"line\":4,\"status\":200,\"link\":{\"shortCode\":\"abc\"}}"))
                .isEqualTo(Map.of(
                        3, new LineResult(LineResult.Kind.created, "abc", "http://x/abc", null),
                        4, new LineResult(LineResult.Kind.found, "abc", null, null)));
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 408, 429, 500, 503})
    void aPendingOrTemporaryAnswerHasNoResult(int status) {
        assertThat(BatchCall.results("{\"line\":1,\"status\":" + status + ",\"problem\":{\"detail\":\"later\"}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 422})
    void aProblemIsARefusalWithTheReason(int status) {
        assertThat(BatchCall.results("{\"line\":1,\"status\":" + status + ",\"problem\":{\"detail\":\"bad\"}}"))
                .isEqualTo(Map.of(1, LineResult.refused("bad")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"line\":1,\"sta", "{}", "[]", "{\"line\":1}", "null"})
    void otherTextIsNoAnswer(String text) {
        assertThat(BatchCall.results(text)).isEmpty();
    }

    /** One call of a server that writes these bytes and hangs up. */
    private static BatchCall.Reply reply(String response) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Services services = Services.named(List.of(HttpAddress.of("127.0.0.1", server.getLocalPort())))) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> {
                try (Socket connection = server.accept()) {
                    // reads all of the request: unread bytes would reset the connection
                    BufferedReader request = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
                    String line = request.readLine();
                    while (line != null && !line.equals("{}")) {
                        line = request.readLine();
                    }
                    connection.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            BatchCall.Reply reply =
                    new BatchCall(CallerKey.none()).send(services.choose(List.of()), List.of("{}\n".getBytes()));
            answered.join();
            return reply;
        }
    }

    @Test
    void aServiceThatIsBusySaysHowLongToWait() throws Exception {
        BatchCall.Reply reply = reply("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
        assertThat(reply.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(reply.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(reply.results()).isEmpty();
    }

    @Test
    void aConnectionThatBreaksKeepsTheAnswersThatArrived() throws Exception {
        BatchCall.Reply reply = reply("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
                + "{\"line\":1,\"status\":400,\"problem\":{\"detail\":\"bad\"}}\n{\"line\":2,\"st");
        assertThat(reply.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(reply.results()).containsExactly(Map.entry(1, LineResult.refused("bad")));
    }
}
