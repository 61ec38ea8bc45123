package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.RawHttp;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Short domains of two tenants, from the API to the visitor. */
@WholeSystem
@Order(2)
final class DomainsIT {

    private static final String DOMAINS = "/api/v1/domains";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** About a second, and what a busy machine of tests needs more. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Linklog linklog;
    private final Api system;
    private final int edge;
    private final Map<String, RawHttp> doors;
    private final String red = freshSlug("red") + ".example.org";
    private final String blue = freshSlug("blue") + ".example.org";
    private final List<String> keys = new ArrayList<>();
    private Api ofRed;
    private Api ofBlue;

    DomainsIT(Linklog linklog) {
        this.linklog = linklog;
        this.system = linklog.api();
        this.edge = linklog.port("LINKLOG_EDGE_PORT");
        this.doors =
                Map.of("edge", new RawHttp(edge), "query-service", new RawHttp(linklog.port("LINKLOG_QUERY_PORT")));
    }

    @BeforeEach
    void addDomains() {
        ofRed = admin(freshSlug("red"));
        ofBlue = admin(freshSlug("blue"));
        add(ofRed, red);
        add(ofBlue, blue);
    }

    @AfterEach
    void removeDomains() {
        ofRed.delete(DOMAINS + "/" + red);
        ofBlue.delete(DOMAINS + "/" + blue);
        keys.forEach(id -> system.delete("/api/v1/keys/" + id));
    }

    private Api admin(String tenant) {
        Answer key = system.adminKey(tenant);
        keys.add(key.member("id"));
        return system.with(key.member("key"));
    }

    /** Adds a domain with targets, and waits until visitors and links find it. */
    private void add(Api owner, String domain) {
        String target = "https://example.org/" + domain;
        owner.sendJson(
                        "POST",
                        DOMAINS,
                        object().put("domain", domain)
                                .put("baseTarget", target + "/base")
                                .put("unknownTarget", target + "/unknown")
                                .put("expiredTarget", target + "/expired")
                                .toString())
                .is(201);
        for (String door : doors.keySet()) {
            await().atMost(SOON).until(() -> leadsTo(door, "/", domain).equals(target + "/base"));
        }
        await().atMost(SOON)
                .until(() -> create(owner, domain, freshSlug("first")).status() == 201);
    }

    @Test
    void aReleasedDomainHasNoLinksOfItsFormerTenant() {
        String slug = freshSlug("former");
        create(ofRed, red, slug).is(201);
        for (String door : doors.keySet()) {
            assertThat(leadsTo(door, "/" + slug, red)).isEqualTo("https://example.org/of/" + red);
        }
        ofRed.delete(DOMAINS + "/" + red).is(204);
        linklog.cli().run("domains", "release", red).is(0);
        add(ofBlue, red);
        for (String door : doors.keySet()) {
            for (String path : List.of("/" + slug, "/" + slug + "+", "/" + slug + "/qr")) {
                assertThat(leadsTo(door, path, red)).as(path).doesNotContain("/of/");
            }
        }
        create(ofBlue, red, slug).isProblem(409);
        ofBlue.get(LINKS + "/" + slug + "?domain=" + red).isProblem(404);
        create(ofRed, red, freshSlug("late")).isProblem(400);
        ofRed.delete(LINKS + "/" + slug + "?domain=" + red).is(204);
        ofBlue.delete(DOMAINS + "/" + red).is(204);
    }

    private static Answer create(Api owner, String domain, String slug) {
        return owner.create(
                link("https://example.org/of/" + domain).put("customSlug", slug).put("domain", domain));
    }

    private Answer visit(String door, String path, String hosts) {
        return doors.get(door)
                .send("GET " + path + " HTTP/1.1\n" + hosts + "Accept: text/html\nConnection: close\n\n", new byte[0]);
    }

    /** The target of a redirect, else the status. */
    private String leadsTo(String door, String path, String host) {
        Answer answer = visit(door, path, "Host: " + host + "\n");
        return answer.status() == 302 ? answer.header("Location") : Integer.toString(answer.status());
    }

    @Test
    void oneSlugOnThreeDomainsIsThreeLinks() {
        String slug = freshSlug("thrice");
        String targets = "https://example.org/of/";
        Answer usual =
                system.create(link(targets + "default").put("customSlug", slug)).is(201);
        Answer onRed = create(ofRed, red, slug).is(201);
        Answer onBlue = create(ofBlue, blue, slug).is(201);
        assertThat(usual.member("shortUrl")).isEqualTo("http://localhost:" + edge + "/" + slug);
        assertThat(onRed.member("shortUrl")).isEqualTo("http://" + red + ":" + edge + "/" + slug);
        assertThat(onRed.header("Location")).isEqualTo(LINKS + "/" + slug + "?domain=" + red);
        assertThat(onBlue.member("shortUrl")).isEqualTo("http://" + blue + ":" + edge + "/" + slug);
        create(ofRed, red, slug).isProblem(409);

        for (String door : doors.keySet()) {
            assertThat(leadsTo(door, "/" + slug, "localhost")).isEqualTo(targets + "default");
            assertThat(leadsTo(door, "/" + slug, red)).isEqualTo(targets + red);
            assertThat(leadsTo(door, "/" + slug, blue)).isEqualTo(targets + blue);
        }
        String ofSlug = LINKS + "/" + slug;
        await().atMost(PATIENCE)
                .until(() -> ofRed.get(ofSlug + "?domain=" + red).status() == 200);
        ofRed.get(ofSlug + "?domain=" + blue).isProblem(404);
        ofRed.get(ofSlug).isProblem(404);
        system.get(ofSlug + "?domain=" + red).isProblem(404);

        // an edit of one leaves the others
        ofRed.sendJson(
                        "PATCH",
                        ofSlug + "?domain=" + red,
                        link(targets + "edited").toString())
                .is(200);
        await().atMost(SOON).until(() -> leadsTo("edge", "/" + slug, red).equals(targets + "edited"));
        assertThat(leadsTo("edge", "/" + slug, blue)).isEqualTo(targets + blue);
        assertThat(leadsTo("edge", "/" + slug, "localhost")).isEqualTo(targets + "default");
    }

    @Test
    void aTenantUsesItsOwnDomainsOnly() {
        create(ofRed, blue, freshSlug("foreign")).isProblem(400);
        system.create(link("https://example.org/").put("domain", red)).isProblem(400);
        ofRed.get(DOMAINS + "/" + blue).isProblem(404);
        Answer taken = ofRed.sendJson(
                        "POST", DOMAINS, object().put("domain", blue).toString())
                .isProblem(409);
        assertThat(taken.member("detail")).isEqualTo("The domain " + blue + " is taken");
        assertThat(ofRed.get(DOMAINS).json().path("data").findValuesAsText("domain"))
                .containsExactly(red);
        assertThat(system.get(DOMAINS).json().path("data").findValuesAsText("domain"))
                .contains(red, blue);
    }

    @Test
    void whoFindsNoLinkGoesToTheTargetOfTheDomain() {
        String slug = freshSlug("ended");
        create(ofRed, red, slug).is(201);
        ofRed.delete(LINKS + "/" + slug + "?domain=" + red).is(204);
        String target = "https://example.org/" + red;
        for (String door : doors.keySet()) {
            await().atMost(SOON).until(() -> leadsTo(door, "/" + slug, red).equals(target + "/expired"));
            assertThat(leadsTo(door, "/", red)).isEqualTo(target + "/base");
            assertThat(leadsTo(door, "/" + freshSlug("none"), red)).isEqualTo(target + "/unknown");
        }
        ofRed.sendJson("PATCH", DOMAINS + "/" + red, "{\"unknownTarget\": null}")
                .is(200);
        await().atMost(SOON)
                .until(() -> leadsTo("edge", "/" + freshSlug("none"), red).equals("404"));
    }

    @Test
    void theHostIsReadWithoutPortCaseAndFinalDot() {
        String slug = freshSlug("spelled");
        create(ofRed, red, slug).is(201);
        String upper = red.toUpperCase(Locale.ROOT);
        for (String door : doors.keySet()) {
            for (String host : List.of(red + ":" + edge, red + ":1", upper, red + ".", upper + ".:443")) {
                assertThat(leadsTo(door, "/" + slug, host))
                        .as("%s at %s", host, door)
                        .isEqualTo("https://example.org/of/" + red);
            }
            for (String hosts : List.of(
                    "",
                    "Host: " + red + "\nHost: " + blue + "\n",
                    "Host: " + red + "\nHost: localhost\n",
                    "Host: " + red + "," + blue + "\n",
                    "Host: " + red + ":port\n",
                    "Host: a b\n")) {
                assertThat(visit(door, "/" + slug, hosts).status())
                        .as("%s at %s", hosts, door)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void aHostThatNobodyKnowsHasNoLinks() {
        String slug = freshSlug("usual");
        system.create(link("https://example.org/usual").put("customSlug", slug)).is(201);
        for (String door : doors.keySet()) {
            for (String host : List.of("other.example.org", "x" + red, "x." + red, red + ".x")) {
                Answer answer = visit(door, "/" + slug, "Host: " + host + "\n").is(404);
                assertThat(answer.text()).contains("<html", "no short links under this host name");
            }
            // a client's own headers name no domain
            for (String header : List.of("X-Forwarded-Host", "X-Original-Host", "Forwarded: host")) {
                String named = header.contains(":") ? header + "=" + red : header + ": " + red;
                Answer answer = visit(door, "/" + slug, "Host: localhost\n" + named + "\n");
                assertThat(answer.header("Location")).as(named).isEqualTo("https://example.org/usual");
            }
        }
    }

    @Test
    void theApiIsNotAnsweredOnAShortDomain() {
        for (String path :
                List.of(LINKS, DOMAINS, "/api", "/api/v1/openapi.json", "/rest/v3/short-urls", "/console/")) {
            for (String door : doors.keySet()) {
                assertThat(leadsTo(door, path, red)).as("%s at %s", path, door).isEqualTo("404");
            }
        }
        assertThat(visit("edge", "/api/v1/openapi.json", "Host: localhost\n").status())
                .isEqualTo(200);
    }

    @Test
    void aRemovedDomainHasNoLinksUntilItsTenantAddsItAgain() {
        String slug = freshSlug("removed");
        create(ofRed, red, slug).is(201);
        ofRed.delete(DOMAINS + "/" + red).is(204);
        for (String door : doors.keySet()) {
            await().atMost(SOON).until(() -> leadsTo(door, "/" + slug, red).equals("404"));
        }
        await().atMost(SOON).until(() -> create(ofRed, red, freshSlug("late")).status() == 400);
        ofBlue.sendJson("POST", DOMAINS, object().put("domain", red).toString()).isProblem(409);
        add(ofRed, red);
        assertThat(leadsTo("edge", "/" + slug, red)).isEqualTo("https://example.org/of/" + red);
    }

    @Test
    void aTargetOnADomainIsALoop() {
        for (String target : List.of(
                "https://" + blue + "/x",
                "http://" + blue.toUpperCase(Locale.ROOT) + ".:81/",
                "http://" + red,
                "http://localhost:" + edge + "/",
                "http://[::ffff:127.0.0.1]:" + edge + "/")) {
            String why = "must not point to this service itself";
            assertThat(ofRed.create(link(target)).isProblem(400).text()).contains(why);
            assertThat(ofRed.sendJson(
                                    "PATCH",
                                    DOMAINS + "/" + red,
                                    object().put("baseTarget", target).toString())
                            .isProblem(400)
                            .text())
                    .contains(why);
        }
        for (String host : List.of("localhost", "127.0.0.1", "query-service")) {
            ofRed.sendJson("POST", DOMAINS, object().put("domain", host).toString())
                    .isProblem(400);
        }
    }
}
