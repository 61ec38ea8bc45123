package io.linklog.cli.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.linklog.cli.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbuseCommandsTest {

    private static final String KEY = "llk_abc_" + "s".repeat(32);

    @TempDir
    Path folder;

    private final Terminal terminal = new Terminal();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private volatile int status = 204;
    private volatile String answer = "{\"detail\":\"No link has the code.\"}";

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("admin.key"), KEY + "\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Api-Key") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] problem = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : problem.length);
            if (status != 204) {
                exchange.getResponseBody().write(problem);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(Object command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--dir",
                folder.toString(),
                "--url",
                "http://127.0.0.1:" + server.getAddress().getPort()));
        return terminal.run(command, all.toArray(String[]::new));
    }

    @Test
    void purgesTheVisitsOfALinkOrOfNone() {
        status = 200;
        answer = "{\"until\":\"2026-11-30T11:00:03Z\"}";
        assertThat(run(new PurgeVisitsCommand(), "links.example.org/abc")).isZero();
        assertThat(terminal.err())
                .contains("The visits of links.example.org/abc up to 2026-11-30T11:00:03Z are purged.");
        assertThat(run(new PurgeVisitsCommand(), "--orphans")).isZero();
        assertThat(run(new PurgeVisitsCommand(), "--addresses", "192.0.2.0/24")).isZero();
        assertThat(run(new PurgeVisitsCommand())).isEqualTo(2);
        assertThat(run(new PurgeVisitsCommand(), "abc", "--orphans")).isEqualTo(2);
        assertThat(calls)
                .containsExactly(
                        "DELETE /api/v1/links/abc/visits?domain=links.example.org " + KEY + " ",
                        "DELETE /api/v1/visits/orphans " + KEY + " ",
                        "DELETE /api/v1/visits?addresses=192.0.2.0%2F24 " + KEY + " ");
    }

    @Test
    void sendsTheReasonWithTheKeyOfTheStack() {
        assertThat(run(new TakedownCommand(), "abc", "--reason", "a \"bad\" one"))
                .isZero();
        assertThat(run(new ReinstateCommand(), "abc")).isZero();
        assertThat(run(new PurgeCommand(), "abc")).isZero();
        assertThat(calls)
                .containsExactly(
                        "POST /api/v1/links/abc/takedown " + KEY + " {\"reason\":\"a \\\"bad\\\" one\",\"status\":451}",
                        "POST /api/v1/links/abc/reinstate " + KEY + " ",
                        "POST /api/v1/links/abc/purge " + KEY + " ");
    }

    @Test
    void aCheckTellsWhatTheServiceFound() {
        status = 200;
        answer = "{\"reachable\":true,\"status\":200,\"finalUrl\":\"https://b.example/\",\"redirects\":1}";
        assertThat(run(new CheckCommand(), "abc")).isZero();
        assertThat(terminal.err()).contains("of abc answered 200.", "redirects to https://b.example/");
        answer = "{\"reachable\":false,\"status\":null,\"finalUrl\":null,\"redirects\":0,"
                + "\"problem\":\"unknown-host\",\"detail\":\"The host a.example is not known\"}";
        assertThat(run(new CheckCommand(), "go.example/abc")).isEqualTo(1);
        assertThat(terminal.err()).contains("cannot be reached (unknown-host). The host a.example is not known.");
        assertThat(calls)
                .containsExactly(
                        "POST /api/v1/links/abc/check " + KEY + " ",
                        "POST /api/v1/links/abc/check?domain=go.example " + KEY + " ");
    }

    @Test
    void aRefusalAndACommandThatIsNotDecidedAreNoSuccess() {
        status = 404;
        assertThat(run(new TakedownCommand(), "abc", "--reason", "x")).isEqualTo(1);
        assertThat(terminal.err()).contains("404: No link has the code.").doesNotContain(KEY);
        status = 202;
        assertThat(run(new TakedownCommand(), "abc", "--reason", "x")).isEqualTo(1);
        assertThat(terminal.err()).contains("not decided yet");
    }

    @Test
    void showsReportsOfStrangersAsPlainText() {
        status = 200;
        answer = "{\"data\":[{\"id\":\"aWQ\",\"shortUrl\":\"http://s/abc\",\"reason\":\"spam\",\"dateReported\":"
                + "\"2026-11-30T00:00:00Z\",\"reporter\":\"visitor\",\"contact\":null,"
                + "\"text\":\"one\\ntwo \\u001b[31m\"}],\"nextCursor\":null}";
        assertThat(run(new ReportsCommand(), "--state", "dismissed")).isZero();
        assertThat(terminal.err()).contains("aWQ", "http://s/abc  spam", "  > one", "  > two ?[31m");
        assertThat(calls).containsExactly("GET /api/v1/reports?limit=100&state=dismissed " + KEY + " ");
    }

    @Test
    void dismissesAndDeletesAReport() {
        assertThat(run(new ReportsCommand.Dismiss(), "aWQ")).isZero();
        assertThat(run(new ReportsCommand.Delete(), "aWQ")).isZero();
        assertThat(run(new ReportsCommand.Dismiss(), "../keys")).isEqualTo(2);
        assertThat(calls)
                .containsExactly(
                        "POST /api/v1/reports/aWQ/dismiss " + KEY + " ", "DELETE /api/v1/reports/aWQ " + KEY + " ");
    }
}
