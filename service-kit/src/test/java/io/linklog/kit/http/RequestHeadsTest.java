package io.linklog.kit.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of requests and answers, byte for byte. */
class RequestHeadsTest {

    private static HttpApi api;

    @BeforeAll
    static void start() {
        api = HttpApi.start(
                ListenSettings.loopback(), 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
                    config.routes.get(
                            "/far/{bytes}",
                            ctx -> ctx.status(302)
                                    .header("Location", "x".repeat(Integer.parseInt(ctx.pathParam("bytes")))));
                    config.routes.get("/agent", ctx -> ctx.result("<" + ctx.header("User-Agent") + ">"));
                    config.routes.get("/key", ctx -> ctx.result("<" + ctx.header("Authorization") + ">"));
                    config.routes.get(
                            "/{path}",
                            ctx -> ctx.result("<"
                                    + ServletContextRequest.getServletContextRequest(ctx.req())
                                            .getHttpURI()
                                            .getPath()
                                    + ">"));
                });
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** @param requests each character is sent as one byte */
    private static String send(String requests) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static String request(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    private static List<String> results(String answers) {
        return Pattern.compile("<(.*?)>")
                .matcher(answers)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
                    /b\u00fccher           ! /b%C3%BCcher
                    /\u65e5\u672c          ! /%E6%97%A5%E6%9C%AC
                    /\ud83d\udd17          ! /%F0%9F%94%97
                    /a|b{c}                ! /a%7Cb%7Bc%7D
                    /a\\b                   ! /a%5Cb
                    /a%C3%BCb              ! /a%C3%BCb
                    /a+b&c=d~e;f           ! /a+b&c=d~e;f
                    """)
    void aPathIsEncodedAsABrowserEncodesIt(String sent, String read) throws Exception {
        String bytes = new String(sent.getBytes(UTF_8), ISO_8859_1);
        assertThat(results(send(request(bytes, "Connection: close\r\n")))).containsExactly("<" + read + ">");
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() throws Exception {
        assertThat(results(send(request("/a\u00ffb", "Connection: close\r\n")))).containsExactly("</a%EF%BF%BDb>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\u0001b", "/a\u007fb", "/a%ff", "/a%zz", "/a%00"})
    void whatNoLinkCanBeIsStillRefused(String path) throws Exception {
        assertThat(send(request(path, "Connection: close\r\n")))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:linklog:problem:invalid-request");
    }

    @Test
    void callersThatShareAConnectionKeepTheCaseOfTheirHeaders() throws Exception {
        String answers = send(request("/agent", "User-Agent: Bot/1\r\n")
                + request("/agent", "User-Agent: bOT/1\r\n")
                + request("/key", "Authorization: Bearer AbC\r\n")
                + request("/key", "Authorization: Bearer aBc\r\nConnection: close\r\n"));
        assertThat(results(answers)).containsExactly("<Bot/1>", "<bOT/1>", "<Bearer AbC>", "<Bearer aBc>");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 8_000, 8_300, 12_000, 16_384, 17_500})
    void anAnswerMayHaveALongLocation(int bytes) throws Exception {
        assertThat(send(request("/far/" + bytes, "Connection: close\r\n")))
                .startsWith("HTTP/1.1 302 ")
                .contains("Location: " + "x".repeat(bytes) + "\r\n");
    }

    @Test
    void aHeadThatIsTooLongGetsAProblem() throws Exception {
        assertThat(send(request(
                        "/a", "Cookie: " + "x".repeat(HttpApi.MAX_HEAD_BYTES - 100) + "\r\nConnection: close\r\n")))
                .startsWith("HTTP/1.1 200 ");
        assertThat(send(request("/a", "Cookie: " + "x".repeat(HttpApi.MAX_HEAD_BYTES) + "\r\n")))
                .startsWith("HTTP/1.1 431 ")
                .contains("urn:linklog:problem:headers-too-large", "\"status\":431");
        assertThat(send(request("/" + "x".repeat(HttpApi.MAX_HEAD_BYTES), "")))
                .startsWith("HTTP/1.1 414 ")
                .contains("urn:linklog:problem:headers-too-large", "\"status\":414");
    }
}
