package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.tracing.Tracing;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.TestLookups;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpTester;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A target and a forwarded query that are long, in a real server. */
class LongQueryTest {

    private static final String TARGET = "https://example.org/" + "a".repeat(8_172);

    private Server server;
    private int port;

    private void start(String target) throws Exception {
        HttpConfiguration large = new HttpConfiguration();
        large.setRequestHeaderSize(20_000);
        large.setResponseHeaderSize(20_000);
        server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(large));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(TestRedirects.handler(
                TestLookups.over(
                        (code, trace) -> CompletableFuture.completedFuture(Optional.of(TestLinks.link(code, target)))),
                Tracing.off()));
        server.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void targetAndQueryTogetherHaveALimit() throws Exception {
        start(TARGET);
        int rest = 16 * 1_024 - TARGET.length() - 1;
        HttpTester.Response longest = get("q".repeat(rest));
        assertThat(longest.getStatus()).isEqualTo(302);
        assertThat(longest.get("Location")).hasSize(16 * 1_024).startsWith(TARGET + "?q");
        HttpTester.Response refused = get("q".repeat(rest + 1));
        assertThat(refused.getStatus()).isEqualTo(414);
        assertThat(refused.get("Location")).isNull();
        assertThat(refused.getContent()).contains("query-too-long").contains("16384");
        assertThat(get("q|".repeat(rest / 4)).getStatus())
                .as("its encoded length")
                .isEqualTo(302);
        assertThat(get("q|".repeat(rest / 4 + 1)).getStatus()).isEqualTo(414);
    }

    /** Such links are older than the limit. */
    @Test
    void aTargetThatIsTooLongAloneIsRefusedWithAnotherAdvice() throws Exception {
        start("http://a.bc/" + "\u6f22".repeat(2_036));
        for (String query : new String[] {"", "a=1"}) {
            HttpTester.Response refused = get(query);
            assertThat(refused.getStatus()).isEqualTo(414);
            assertThat(refused.getContent()).contains("target-too-long").contains("16384");
        }
    }

    private HttpTester.Response get(String query) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String request = "GET /abc?" + query + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return HttpTester.parseResponse(HttpTester.from(socket.getInputStream()));
        }
    }
}
