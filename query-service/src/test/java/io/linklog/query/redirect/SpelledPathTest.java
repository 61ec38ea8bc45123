package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.tracing.Tracing;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.TestLookups;
import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The spellings of a path that lead to a link, in a real server. */
class SpelledPathTest {

    private static final Set<String> LINKS =
            Set.of("abc", "a.b", "a+b", "R&D", "~jo", "-x", "_x", "gr\u00f6\u00dfe", "Old");

    private final List<String> loads = new CopyOnWriteArrayList<>();
    private RedirectServer server;

    @BeforeEach
    void start() throws Exception {
        RedirectHandler handler = TestRedirects.handler(TestLookups.over(this::load), Tracing.off());
        handler.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(204);
                callback.succeeded();
                return true;
            }
        });
        server = RedirectServer.start(handler);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private CompletableFuture<Optional<Link>> load(String code, SpanContext trace) {
        loads.add(code);
        return CompletableFuture.completedFuture(
                LINKS.contains(code) ? Optional.of(TestLinks.link(code, "https://example.org/")) : Optional.empty());
    }

    private String status(String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(9, 12);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/abc, abc",
        "/%61bc, abc",
        "/abc/, abc",
        "/abc., abc",
        "/abc%2E, abc",
        "'/abc,', abc",
        "/abc), abc",
        "/abc)./, abc",
        "/abc%E2%80%9D, abc",
        "/a.b, a.b",
        "/a.b., a.b",
        "/a+b, a+b",
        "/a%2Bb, a+b",
        "/R&D, R&D",
        "/R%26D, R&D",
        "/~jo, ~jo",
        "/%7Ejo, ~jo",
        "/-x, -x",
        "/_x/, _x",
        "/gr%C3%B6%C3%9Fe, gr\u00f6\u00dfe",
        "/gro%CC%88%C3%9Fe, gr\u00f6\u00dfe"
    })
    void everySpellingLeadsToTheLinkByOneLookUp(String path, String code) throws Exception {
        assertThat(status(path)).isEqualTo("302");
        assertThat(loads).containsExactly(code);
        assertThat(status(path)).as("from memory").isEqualTo("302");
        assertThat(loads).containsExactly(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/abc.....", "/abc/x", "/(abc", "/a,b", "/.abc", "/robots.txt"})
    void otherPathsDoNotLeadToIt(String path) throws Exception {
        assertThat(status(path)).isEqualTo("404");
        assertThat(loads).doesNotContain("abc");
    }

    /** The tests of redirects ignore case. */
    @ParameterizedTest
    @CsvSource({
        "/ABC, ABC abc, 302",
        "/Abc., Abc abc, 302",
        "/Old, Old, 302",
        "/OLD, OLD old, 404",
        "/GR%C3%96%C3%9Fe, GR\u00d6\u00dfe gr\u00f6\u00dfe, 302"
    })
    void whereCaseIsIgnoredThePathAsSentComesFirst(String path, String asked, String status) throws Exception {
        assertThat(status(path)).isEqualTo(status);
        assertThat(loads).containsExactly(asked.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/abc+", "/abc+/", "/favicon.ico", "/favicon.ico/", "/api/", "/abc/qr/"})
    void aSlashAtTheEndOfAPageMakesNoDifference(String path) throws Exception {
        assertThat(status(path)).isEqualTo("204");
    }

    @Test
    void aPathThatIsNoCodeCostsNoLookUp() throws Exception {
        status("/wp-login.php%3Bx=1");
        status("/" + "x".repeat(129));
        assertThat(loads).isEmpty();
    }
}
