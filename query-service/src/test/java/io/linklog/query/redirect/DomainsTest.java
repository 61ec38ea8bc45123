package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.domains.Domain;
import io.linklog.query.TestLinks;
import io.linklog.query.domains.Sites;
import io.linklog.query.lookup.TestLookups;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkState;
import io.opentelemetry.api.trace.SpanContext;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects of several domains, in a real server. */
class DomainsTest {

    private static final Map<String, Domain> DOMAINS = Map.of(
            "go.example.org",
            domain(
                    "go.example.org",
                    new Domain.Targets(
                            Optional.of("https://example.org/base"),
                            Optional.of("https://example.org/unknown"),
                            Optional.of("https://example.org/expired"))),
            "l.example.com",
            domain("l.example.com", Domain.Targets.NONE));

    private RedirectServer server;

    private static Domain domain(String name, Domain.Targets targets) {
        return new Domain(name, "blue", targets, Instant.EPOCH, Optional.empty());
    }

    @BeforeEach
    void start() throws Exception {
        Sites sites = new Sites(Set.of("sho.rt"), "127.0.0.1"::equals, false, DOMAINS::get);
        server = RedirectServer.start(TestRedirects.handler(TestLookups.over(DomainsTest::load), sites, Tracing.off()));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static CompletableFuture<Optional<Link>> load(String name, SpanContext trace) {
        Link link = TestLinks.link("abc", "https://example.org/of/" + name);
        return CompletableFuture.completedFuture(
                switch (name) {
                    case "abc" -> Optional.of(link);
                    case "go.example.org/abc", "l.example.com/abc" ->
                        Optional.of(TestLinks.with(link, it -> {
                            it.setTenant("blue");
                            it.setDomain(name.substring(0, name.indexOf('/')));
                        }));
                    case "go.example.org/former" ->
                        Optional.of(TestLinks.with(link, it -> {
                            it.setTenant("red");
                            it.setCode("former");
                            it.setDomain("go.example.org");
                        }));
                    case "go.example.org/old", "l.example.com/old" ->
                        Optional.of(TestLinks.with(link, it -> {
                            it.setTenant("blue");
                            it.setCode("old");
                            it.setDomain(name.substring(0, name.indexOf('/')));
                            it.setState(LinkState.DELETED);
                        }));
                    default -> Optional.empty();
                });
    }

    private String get(String path, String host) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String request = "GET " + path + " HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String leadsTo(String path, String host) throws Exception {
        String answer = get(path, "Host: " + host + "\r\n");
        return answer.lines()
                .filter(line -> line.startsWith("Location: "))
                .map(line -> line.substring(10))
                .findFirst()
                .orElse(answer.substring(9, 12));
    }

    @Test
    void theSameCodeOnThreeDomainsIsThreeLinks() throws Exception {
        assertThat(leadsTo("/abc", "sho.rt")).isEqualTo("https://example.org/of/abc");
        assertThat(leadsTo("/abc", "go.example.org")).isEqualTo("https://example.org/of/go.example.org/abc");
        assertThat(leadsTo("/abc", "l.example.com")).isEqualTo("https://example.org/of/l.example.com/abc");
        // and from memory
        assertThat(leadsTo("/abc", "go.example.org")).isEqualTo("https://example.org/of/go.example.org/abc");
    }

    @Test
    void aLinkOfAFormerTenantOfTheDomainIsNotAnswered() throws Exception {
        assertThat(leadsTo("/former", "go.example.org")).isEqualTo("https://example.org/unknown");
        assertThat(leadsTo("/former", "go.example.org")).as("from memory").isEqualTo("https://example.org/unknown");
    }

    /** The next handler answers them, and refuses them on a short domain. */
    @ParameterizedTest
    @ValueSource(strings = {"/api", "/rest", "/console"})
    void whatBelongsToTheServiceNeverGoesToATargetOfADomain(String path) throws Exception {
        assertThat(leadsTo(path, "go.example.org")).isEqualTo("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"go.example.org:8080", "GO.Example.ORG", "go.example.org.", "Go.example.org.:443"})
    void portUpperCaseAndFinalDotMakeNoDifference(String host) throws Exception {
        assertThat(leadsTo("/abc", host)).isEqualTo("https://example.org/of/go.example.org/abc");
    }

    @Test
    void anUnknownHostIsNotTheDefaultDomain() throws Exception {
        assertThat(leadsTo("/abc", "other.example.org")).isEqualTo("404");
        assertThat(get("/abc", "Host: other.example.org\r\n")).contains("This host is no domain of this service");
        assertThat(leadsTo("/abc", "127.0.0.1:8080")).isEqualTo("https://example.org/of/abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: sho.rt\r\nHost: go.example.org\r\n", "Host: a b\r\n", "Host: sho.rt:port\r\n"})
    void aHostThatIsMissingOrTwiceOrMalformedIsABadRequest(String host) throws Exception {
        assertThat(get("/abc", host)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void whoFindsNoLinkGoesToTheTargetOfTheDomain() throws Exception {
        assertThat(leadsTo("/", "go.example.org")).isEqualTo("https://example.org/base");
        assertThat(leadsTo("/none", "go.example.org")).isEqualTo("https://example.org/unknown");
        assertThat(leadsTo("/old", "go.example.org")).isEqualTo("https://example.org/expired");
        assertThat(get("/old", "Host: go.example.org\r\n"))
                .startsWith("HTTP/1.1 302 ")
                .contains("Cache-Control: no-store");
        assertThat(leadsTo("/", "l.example.com")).isEqualTo("404");
        assertThat(leadsTo("/none", "l.example.com")).isEqualTo("404");
        assertThat(leadsTo("/old", "l.example.com")).isEqualTo("410");
    }
}
