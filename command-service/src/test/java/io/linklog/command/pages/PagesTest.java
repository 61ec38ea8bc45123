package io.linklog.command.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.outbound.BodyPart;
import io.linklog.kit.ratelimit.ClientLimit;
import io.linklog.kit.ratelimit.Taken.Policy;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.schemas.targets.HostPattern;
import io.linklog.schemas.targets.HostSet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets, a real rule; only the test's own site is public, too. */
class PagesTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TestSite site;
    private Pages pages;

    @BeforeEach
    void start() throws IOException {
        site = new TestSite();
        pages = pages(LONG);
    }

    private Pages pages(Duration limit) {
        HostSet blocked = new HostSet(List.of(HostPattern.parse(".blocked.example")));
        ClientLimit unused = new ClientLimit(new Policy("tests", "%d"), RateLimit.parse("1/s"), () -> 1, meters);
        return new Pages(site.network(), 4, blocked, unused, meters, limit);
    }

    @AfterEach
    void stop() throws IOException {
        pages.close();
        site.close();
    }

    private PageAnswer call(String url) throws InterruptedException, ExecutionException, TimeoutException {
        return pages.call(url, BodyPart.NONE).get(60, TimeUnit.SECONDS);
    }

    private PageAnswer callWithin(Duration limit, String url)
            throws InterruptedException, ExecutionException, TimeoutException {
        pages.close();
        pages = pages(limit);
        return call(url);
    }

    private static PageProblem problem(PageAnswer answer) {
        assertThat(answer.failure()).isNotNull();
        return answer.failure().problem();
    }

    @Test
    void aPageThatAnswersIsReached() throws Exception {
        PageAnswer answer = call(site.html("/ok?a=b", "hello"));
        assertThat(answer.failure()).isNull();
        assertThat(answer.answer().status()).isEqualTo(200);
        assertThat(answer.redirects()).isZero();
        assertThat(site.requests)
                .singleElement()
                .asString()
                .startsWith("GET /ok?a=b HTTP/1.1")
                .contains("Host: " + TestSite.HOST + ":" + site.port())
                .doesNotContainIgnoringCase("accept-encoding")
                .doesNotContainIgnoringCase("cookie");
        assertThat(meters.timer("linklog.pages.calls", "outcome", "reached").count())
                .isOne();
    }

    @Test
    void redirectsAreFollowedToTheirEnd() throws Exception {
        site.html("/end", "end");
        site.redirect("/b/2", "../end#part");
        String first = site.redirect("/1", "//" + TestSite.HOST + ":" + site.port() + "/b/2");
        PageAnswer answer = call(first);
        assertThat(answer.failure()).isNull();
        assertThat(answer.url()).isEqualTo(site.url("/end"));
        assertThat(answer.redirects()).isEqualTo(2);
    }

    /**
     * Each is refused as the target of a link and as the target of a redirect, and nothing is called. The rule has
     * further tests; this one sees that each hop is judged by it.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.0.0.1:SITE/",
                "http://localhost/",
                "http://10.0.0.1/",
                "http://172.16.0.1/",
                "http://192.168.1.1/",
                "http://100.64.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://0.0.0.0/",
                "http://0.1.2.3/",
                "http://224.0.0.1/",
                "http://239.1.2.3/",
                "http://255.255.255.255/",
                "http://2130706433/",
                "http://0177.0.0.1/",
                "http://0x7f.1/",
                "http://127.1/",
                "http://0/",
                "http://[::]/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[fc00::1]/",
                "http://[fd00:ec2::254]/",
                "http://[fe80::1]/",
                "http://[ff02::1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[64:ff9b::8.8.8.8]/",
                "http://[2002:7f00:1::]/",
                "http://8.8.8.8:8080/",
                "http://public.example.org:8080/",
                "https://public.example.org:22/",
                "http://user:secret@public.example.org/",
                "http://private.example.org/",
                "http://metadata.example.org/",
                "http://mapped.example.org/",
                "http://nat64.example.org/",
                "http://sixtofour.example.org/"
            })
    void whatIsNotPublicIsRefusedAsFirstAndAsLaterHop(String written) throws Exception {
        String url = written.replace("SITE", Integer.toString(site.port()));
        for (int i = 0; i < 2; i++) {
            site.name("public.example.org", "8.8.8.8");
            site.name("private.example.org", "10.1.2.3");
            site.name("metadata.example.org", "169.254.169.254");
            site.name("mapped.example.org", "::ffff:127.0.0.1");
            site.name("nat64.example.org", "64:ff9b::7f00:1");
            site.name("sixtofour.example.org", "2002:7f00:1::");
            site.name("localhost", "127.0.0.1");
            PageAnswer answer = call(i == 0 ? url : site.redirect("/hop", url));
            assertThat(problem(answer)).isEqualTo(PageProblem.ADDRESS_REFUSED);
            assertThat(answer.redirects()).isEqualTo(i);
            assertThat(answer.answer()).isNull();
            assertThat(answer.failure().detail()).doesNotContain("10.1.2.3").doesNotContain("169.254.169.254/");
            assertThat(site.requests).hasSize(i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://site.example.org/",
                "file:///etc/passwd",
                "mailto:a@example.org",
                "javascript:alert(1)",
                "gopher://127.0.0.1:6379/_INFO",
                "http://",
                "http://[fe80::1%25eth0]/",
                "http://exa_mple.org/",
                "http://site.example.org:port/"
            })
    void aRedirectToWhatIsNoPageIsTold(String location) throws Exception {
        PageAnswer answer = call(site.redirect("/hop", location));
        assertThat(problem(answer)).isEqualTo(PageProblem.BAD_REDIRECT);
        assertThat(site.requests).hasSize(1);
    }

    @Test
    void aNameThatIsPublicAtFirstAndPrivateLaterIsRefusedLater() throws Exception {
        site.name("rebinding.example.org", "site", "127.0.0.1");
        String there = "http://rebinding.example.org:" + site.port();
        site.html("/end", "end");
        site.redirect("/start", there + "/end");
        PageAnswer answer = call(there + "/start");
        // the connection of the first hop may serve the second: it leads to the address that was checked
        boolean isRefused = answer.failure() != null;
        assertThat(isRefused ? problem(answer) : PageProblem.ADDRESS_REFUSED).isEqualTo(PageProblem.ADDRESS_REFUSED);
        assertThat(call(there + "/start").failure()).isNotNull();
        assertThat(site.requests).allMatch(head -> head.contains("Host: rebinding.example.org"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://blocked.example/, 0",
        "http://a.BLOCKED.example./x, 0",
        "http://xn--bcher-kva.blocked.example/, 1"
    })
    void aBlockedHostIsRefusedAtEachHopAndNotCalled(String url, int hops) throws Exception {
        PageAnswer answer = call(hops == 0 ? url : site.redirect("/hop", url));
        assertThat(problem(answer)).isEqualTo(PageProblem.TARGET_REFUSED);
        assertThat(answer.failure().detail()).contains("links to this one are not allowed");
        assertThat(answer.redirects()).isEqualTo(hops);
    }

    @Test
    void endlessRedirectsEnd() throws Exception {
        PageAnswer answer = call(site.redirect("/loop", "/loop"));
        assertThat(problem(answer)).isEqualTo(PageProblem.TOO_MANY_REDIRECTS);
        assertThat(site.requests).hasSize(1 + Pages.MOST_REDIRECTS);
        assertThat(answer.redirects()).isEqualTo(Pages.MOST_REDIRECTS);
    }

    @Test
    void allHopsTogetherHaveOneLimit() throws Exception {
        for (int i = 0; i < 5; i++) {
            String next = "/" + (i + 1);
            site.page("/" + i, out -> {
                Thread.sleep(150);
                out.write(("HTTP/1.1 302 Found\r\nLocation: " + next + "\r\n\r\n").getBytes(UTF_8));
            });
        }
        site.html("/5", "end");
        assertThat(problem(callWithin(SHORT, site.url("/0")))).isEqualTo(PageProblem.TIMEOUT);
    }

    @Test
    void aServerThatSendsAByteAtATimeIsNotWaitedFor() throws Exception {
        String url = site.page("/drip", out -> {
            out.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(UTF_8));
            for (int i = 0; i < 10_000; i++) {
                out.write('x');
                Thread.sleep(20);
            }
        });
        PageAnswer answer = callWithin(SHORT, url);
        assertThat(problem(answer)).isEqualTo(PageProblem.TIMEOUT);
        assertThat(answer.time()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aBodyWithoutAnEndIsNotReadForACheck() throws Exception {
        String url = site.page("/endless", out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n".getBytes(UTF_8));
            while (true) {
                out.write(new byte[8_192]);
            }
        });
        PageAnswer answer = call(url);
        assertThat(answer.failure()).isNull();
        assertThat(answer.answer().body()).isEmpty();
    }

    @Test
    void whatIsNoHttpIsTold() throws Exception {
        List<TestSite.Page> none = List.of(
                out -> {}, // closed at once
                out -> out.write("SSH-2.0-OpenSSH_9.2p1\r\n".getBytes(UTF_8)),
                out -> out.write(("HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000) + "\r\n\r\n").getBytes(UTF_8)),
                out -> {
                    for (int i = 0; i < 10_000; i++) {
                        out.write(("X-" + i + ": y\r\n").getBytes(UTF_8));
                    }
                });
        for (TestSite.Page page : none) {
            PageAnswer answer = call(site.page("/garbage", page));
            assertThat(problem(answer)).isEqualTo(PageProblem.NO_HTTP_ANSWER);
        }
    }

    @Test
    void aServerWithoutTlsFailsUnderHttps() throws Exception {
        String url = site.url("/").replace("http://", "https://");
        assertThat(problem(call(url))).isEqualTo(PageProblem.TLS_FAILED);
    }

    @Test
    void anUnknownHostAndAClosedPortAreTold() throws Exception {
        assertThat(problem(call("http://none.example.org/"))).isEqualTo(PageProblem.UNKNOWN_HOST);
        PageAnswer answer = call(site.closedUrl());
        assertThat(problem(answer)).isEqualTo(PageProblem.NO_CONNECTION);
        assertThat(answer.failure().detail()).doesNotContain(TestSite.ADDRESS);
    }

    @Test
    void anErrorStatusIsTold() throws Exception {
        PageAnswer answer = call(site.url("/none"));
        assertThat(problem(answer)).isEqualTo(PageProblem.ERROR_STATUS);
        assertThat(answer.answer().status()).isEqualTo(404);
        assertThat(meters.timer("linklog.pages.calls", "outcome", "error-status")
                        .count())
                .isOne();
    }

    @Test
    void aRedirectWithoutLocationIsTold() throws Exception {
        String url = site.page("/lost", "HTTP/1.1 302 Found", new byte[0]);
        assertThat(problem(call(url))).isEqualTo(PageProblem.BAD_REDIRECT);
    }
}
