package io.linklog.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.listen.AllowedOrigins;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a page of another site cannot make a browser do. */
class SiteCheckTest {

    private HttpApi api;

    @BeforeEach
    void start() {
        ListenSettings listen =
                new ListenSettings("127.0.0.1", Set.of("go.example"), Set.of("localhost"), AllowedOrigins.none());
        api = HttpApi.start(listen, 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
            config.routes.get("/api/v1/links", ctx -> ctx.result("list"));
            config.routes.post("/api/v1/links/{code}/restore", ctx -> ctx.result("restored"));
            config.routes.get("/{code}", ctx -> ctx.result("redirect"));
        });
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # a program
                    GET  | /api/v1/links           | localhost:8080 |                                          | 200
                    POST | /api/v1/links/a/restore | 127.0.0.1      |                                          | 200
                    POST | /api/v1/links/a/restore | GO.example     |                                          | 200
                    # DNS rebinding: a page of this site reads and writes
                    GET  | /api/v1/links           | rebound.example |                                         | 404
                    GET  | /api                    | rebound.example |                                         | 404
                    POST | /api/v1/links/a/restore | rebound.example | Origin: http://rebound.example          | 404
                    # redirects are for every host
                    GET  | /apis                   | rebound.example |                                         | 200
                    # a page of Linklog itself, also behind a proxy that ends TLS
                    POST | /api/v1/links/a/restore | go.example:8080 | Origin: http://go.example:8080          | 200
                    POST | /api/v1/links/a/restore | go.example      | Origin: https://go.example              | 200
                    POST | /api/v1/links/a/restore | go.example      | Sec-Fetch-Site: same-origin             | 200
                    POST | /api/v1/links/a/restore | go.example      | Sec-Fetch-Site: none                    | 200
                    # a form or a fetch without a body from elsewhere
                    POST | /api/v1/links/a/restore | go.example      | Origin: https://evil.example            | 403
                    POST | /api/v1/links/a/restore | go.example      | Origin: https://go.example.evil.example | 403
                    POST | /api/v1/links/a/restore | localhost:8080  | Origin: http://localhost:3000           | 403
                    POST | /api/v1/links/a/restore | go.example      | Origin: null                            | 403
                    POST | /api/v1/links/a/restore | go.example      | Origin: ://                             | 403
                    POST | /api/v1/links/a/restore | go.example      | Sec-Fetch-Site: cross-site              | 403
                    POST | /api/v1/links/a/restore | go.example      | Sec-Fetch-Site: same-site               | 403
                    # a read changes nothing, and its answer is not shown to the page
                    GET  | /api/v1/links           | go.example      | Origin: https://evil.example            | 200
                    """)
    void onlyProgramsAndPagesOfLinklogCallTheApi(String method, String path, String host, String header, int status)
            throws IOException {
        try (Socket caller = new Socket("127.0.0.1", api.port())) {
            caller.setSoTimeout(20_000);
            String more = header == null ? "" : header + "\r\n";
            String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n";
            caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer.split(" ", 3)[1]).as(answer).isEqualTo(Integer.toString(status));
        }
    }
}
