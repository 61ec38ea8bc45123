package io.linklog.query.links;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.linklog.query.Backstage;
import io.linklog.query.Browser;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOrigin;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadsIT {

    private static final int LISTED = 1_200;
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static final ObjectMapper json = new ObjectMapper();
    private static Backstage backstage;
    private static String keyspace;
    private static QueryService service;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        backstage = new Backstage(SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD));
        keyspace = backstage.createKeyspace();
        writeListedLinks();
        backstage.activate(keyspace);
        service = backstage.start(Map.of(), () -> NOON);
        browser = new Browser(service.port());
    }

    /** Writes links over several hours with a gap. Two links share each time; each third link is deleted. */
    private static void writeListedLinks() {
        List<CompletionStage<?>> writes = new ArrayList<>();
        for (int i = 0; i < LISTED; i++) {
            Link link = TestLinks.link(listedCode(i), "https://example.org/Listed/" + i);
            Instant created = TestLinks.CREATED.plusSeconds((i / 2) * 40L + (i > 600 ? 7_200 : 0));
            if (i % 2 == 0) {
                // an hour of its own for each, over more than five years
                Instant imported = created.minus(Duration.ofHours(40L * (LISTED - i)));
                link.setOrigin(new LinkOrigin(imported.truncatedTo(ChronoUnit.MILLIS), 5L));
            } else {
                link.setCreatedAt(created);
                link.setEditedAt(created);
            }
            link.getAttributes().setTags(List.of("all", "m" + i % 5));
            writes.addAll(backstage.startWrites(keyspace, TestLinks.create(link)));
            if (i % 3 == 0) {
                writes.addAll(backstage.startWrites(keyspace, TestLinks.delete(link)));
            }
            if (writes.size() > 500) {
                writes.forEach(write -> write.toCompletableFuture().join());
                writes.clear();
            }
        }
        writes.forEach(write -> write.toCompletableFuture().join());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        backstage.close();
    }

    @Test
    void aListHasEveryLinkOnceNewestFirstForAnyPageSize() throws Exception {
        for (int limit : new int[] {37, 500}) {
            List<JsonNode> all = pages("/api/v1/links?state=ALL&limit=" + limit, limit);
            List<JsonNode> listed = all.stream()
                    .filter(link -> link.path("shortCode").asText().startsWith("listed"))
                    .toList();
            assertThat(listed).hasSize(LISTED);
            assertThat(listed.stream().map(link -> link.path("shortCode").asText()))
                    .doesNotHaveDuplicates();
            assertThat(listed.stream()
                            .map(link -> Instant.parse(link.path("dateCreated").asText())))
                    .isSortedAccordingTo((a, b) -> b.compareTo(a));
        }
    }

    @Test
    void aListShowsActiveLinksByDefaultAndFiltersByTag() throws Exception {
        assertThat(pages("/api/v1/links?tag=all&limit=500", 500)).hasSize(LISTED * 2 / 3);
        assertThat(pages("/api/v1/links?tag=all&state=DELETED&limit=500", 500)).hasSize(LISTED / 3);
        assertThat(pages("/api/v1/links?tag=m3&state=ALL", 50)).hasSize(LISTED / 5);
        assertThat(pages("/api/v1/links?tag=no-such-tag", 50)).isEmpty();
    }

    @Test
    void invalidParametersAreRefusedWithAnExplanation() throws Exception {
        for (String query : new String[] {
            "limit=0",
            "limit=501",
            "limit=x",
            "cursor=abc",
            "cursor=",
            "state=GONE",
            "q=",
            "q=https://www",
            "q=a+b+c+d+e+f+g+h+i",
            "taag=x",
            "limit=1&limit=2"
        }) {
            HttpResponse<String> answer = browser.get("/api/v1/links?" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.body()).contains("urn:linklog:problem:invalid-request");
        }
        assertThat(browser.get("/api/v1/links/abc?asOf=yesterday").statusCode()).isEqualTo(400);
        assertThat(browser.get("/api/v1/links/abc/history?cursor=MToxOmE").statusCode())
                .isEqualTo(400);
        HttpResponse<String> method = browser.send("PUT", "/api/v1/links/" + listedCode(4));
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).contains("GET, HEAD, PATCH, DELETE, OPTIONS");
        HttpResponse<String> misdirected = browser.send("DELETE", "/api/v1/links/" + listedCode(4));
        assertThat(misdirected.statusCode()).isEqualTo(421);
        assertThat(misdirected.body()).contains("command-service");
    }

    @Test
    void aLinkHasItsVersionAsEntityTag() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/one");
        backstage.log(TestLinks.create(link));
        HttpResponse<String> answer = browser.get("/api/v1/links/" + link.getCode());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).contains("\"1\"");
        JsonNode body = json.readTree(answer.body());
        assertThat(body.path("shortUrl").asText()).isEqualTo("https://sho.rt/" + link.getCode());
        assertThat(body.path("longUrl").asText()).isEqualTo("https://example.org/one");

        HttpResponse<String> again = browser.get("/api/v1/links/" + link.getCode(), "If-None-Match", "\"0\", \"1\"");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(browser.get("/api/v1/links/unknown").statusCode()).isEqualTo(404);
        assertThat(browser.send("HEAD", "/api/v1/links/unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void historyAndPastStatesIncludeEventsThatAreNotProjectedYet() throws Exception {
        Link first = TestLinks.link(code(), "https://example.org/1");
        first.setCreatedBy("ann");
        first.setOrigin(new LinkOrigin(Instant.parse("2016-05-01T08:00:00Z"), 0L));
        LinkEvent created = TestLinks.create(first);
        created.setBy("ann");
        LinkEvent edited = TestLinks.edit(first, link -> link.getAttributes().setLongUrl("https://example.org/2"));
        LinkEvent deleted = TestLinks.delete(edited.getLink());
        LinkEvent restored = TestLinks.restore(deleted.getLink());
        restored.setBy("eve");
        backstage.log(created, edited, deleted, restored);
        backstage.project(keyspace, created, edited); // the other two are only in the log
        String path = "/api/v1/links/" + first.getCode();

        assertThat(browser.get(path + "/history").statusCode()).isEqualTo(200);
        // the tables know the code, so the service does not wait for the end of the log
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> pages(path + "/history?limit=3", 3).size() == 4);
        List<JsonNode> changes = pages(path + "/history?limit=3", 3);
        assertThat(changes.stream().map(change -> change.path("change").asText()))
                .containsExactly("CREATED", "EDITED", "DELETED", "RESTORED");
        assertThat(changes.stream().map(change -> change.path("version").asLong()))
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(changes.stream().map(change -> change.path("by").asText("no key")))
                .containsExactly("ann", "no key", "no key", "eve");
        assertThat(changes.stream()
                        .map(change -> change.path("link").path("createdBy").asText()))
                .containsOnly("ann");
        assertThat(changes.get(1).path("commandId").asText()).isEqualTo(edited.getCommandId());
        assertThat(Instant.parse(changes.get(1).path("occurredAt").asText()))
                .isEqualTo(edited.getLink().getEditedAt());

        Instant begin = first.getCreatedAt();
        assertThat(browser.get(path + "?asOf=" + begin.minusSeconds(1)).statusCode())
                .isEqualTo(404);
        assertThat(asOf(path, begin).path("longUrl").asText()).isEqualTo("https://example.org/1");
        assertThat(asOf(path, begin.plus(Duration.ofMillis(1_500)))
                        .path("longUrl")
                        .asText())
                .isEqualTo("https://example.org/2");
        assertThat(asOf(path, begin.plus(Duration.ofMillis(2_500)))
                        .path("state")
                        .asText())
                .isEqualTo("DELETED");
        assertThat(asOf(path, begin.plusSeconds(9)).path("version").asLong()).isEqualTo(4);
    }

    @Test
    void eachMomentOfALongHistoryIsFound() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/1");
        LinkEvent event = TestLinks.create(link);
        backstage.project(keyspace, event);
        for (int version = 2; version <= 140; version++) {
            event = TestLinks.edit(
                    event.getLink(), edited -> edited.getAttributes().setCrawlable(true));
            backstage.project(keyspace, event);
        }
        for (int version : new int[] {1, 2, 63, 89, 90, 91, 140}) {
            Instant moment = link.getCreatedAt().plusSeconds(version - 1);
            assertThat(asOf("/api/v1/links/" + link.getCode(), moment.plusMillis(300))
                            .path("version")
                            .asInt())
                    .isEqualTo(version);
        }
    }

    @Test
    void thePreviewShowsAMaliciousLinkAsTextAndLoadsNothingFromOtherSites() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/?q=\"><script>alert(1)</script>");
        link.getAttributes().setTitle("<img src=x onerror=alert(1)>");
        backstage.log(TestLinks.create(link));
        HttpResponse<String> page = browser.get("/" + link.getCode() + "+");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(page.body()).doesNotContain("<script").doesNotContain("<img src=x");
        assertThat(browser.get("/unknown+", "Accept", "text/html").body()).contains("Link not found");
    }

    @Test
    void theQrCodeLeadsToTheShortLink() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/");
        backstage.log(TestLinks.create(link));
        String path = "/" + link.getCode() + "/qr";

        HttpResponse<byte[]> png = browser.bytes(path + "?format=png&size=400&level=H&margin=2");
        assertThat(png.headers().firstValue("Content-Type").orElseThrow()).startsWith("image/png");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png.body()));
        int[] pixels = image.getRGB(0, 0, 400, 400, null, 0, 400);
        assertThat(new QRCodeReader()
                        .decode(
                                new BinaryBitmap(
                                        new GlobalHistogramBinarizer(new RGBLuminanceSource(400, 400, pixels))),
                                Map.of(DecodeHintType.PURE_BARCODE, true))
                        .getText())
                .isEqualTo("https://sho.rt/" + link.getCode());

        HttpResponse<String> svg = browser.get(path);
        assertThat(svg.headers().firstValue("Content-Type").orElse("")).startsWith("image/svg+xml");
        String etag = svg.headers().firstValue("ETag").orElseThrow();
        assertThat(browser.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(browser.get(path, "Accept", "image/png")
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith("image/png");
        for (String bad :
                new String[] {"size=63", "size=2049", "margin=17", "level=X", "format=gif", "size=64&margin=16&level=H"
                }) {
            assertThat(browser.get(path + "?" + bad).statusCode()).as(bad).isEqualTo(400);
        }
        assertThat(browser.get("/unknown/qr").statusCode()).isEqualTo(404);
    }

    @Test
    void theSiteDescribesItself() throws Exception {
        assertThat(browser.get("/").body()).contains("curl", "https://sho.rt/api/v1/links");
        assertThat(browser.get("/robots.txt").body()).contains("Disallow: /api/");
        assertThat(browser.get("/favicon.ico").statusCode()).isEqualTo(204);
        assertThat(browser.get("/api/v1/openapi.yaml").body()).startsWith("openapi: 3.1.0");
        assertThat(json.readTree(browser.get("/api/v1/openapi.json").body())
                        .path("openapi")
                        .asText())
                .isEqualTo("3.1.0");
    }

    private static JsonNode asOf(String path, Instant moment) throws Exception {
        return json.readTree(browser.get(path + "?asOf=" + moment).body());
    }

    private static List<JsonNode> pages(String path, int limit) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        while (true) {
            HttpResponse<String> answer = browser.get(path + next);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = json.readTree(answer.body());
            assertThat(page.path("data").size()).isLessThanOrEqualTo(limit);
            page.path("data").forEach(all::add);
            if (page.path("nextCursor").isNull()) {
                return all;
            }
            next = (path.contains("?") ? "&" : "?") + "cursor="
                    + page.path("nextCursor").asText();
        }
    }

    private static String listedCode(int i) {
        return "listed-" + (i * 7_919) % 10_007; // not in the order of creation
    }

    private static String code() {
        return UUID.randomUUID().toString().substring(0, 13);
    }
}
