package io.linklog.query.links;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.query.Backstage;
import io.linklog.query.Browser;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SearchIT {

    /** More than a prefix may have in a month to be read at once. */
    private static final int LISTED = 1_200;

    private static final ObjectMapper json = new ObjectMapper();
    private static Backstage backstage;
    private static String keyspace;
    private static QueryService service;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        backstage = new Backstage(SharedStack.with(Server.values()));
        keyspace = backstage.createKeyspace();
        backstage.activate(keyspace);
        service = backstage.start(Map.of(), Instant::now);
        browser = new Browser(service.port());
        List<CompletionStage<?>> writes = new ArrayList<>();
        for (int i = 0; i < LISTED; i++) {
            Link link = TestLinks.link("listed-" + (i * 7_919) % 10_007, "https://example.org/Listed/" + i);
            link.setCreatedAt(TestLinks.CREATED.plusSeconds(i / 2 * 40L)); // two at a time
            link.setEditedAt(link.getCreatedAt());
            link.getAttributes().setTags(List.of("all", "m" + i % 5));
            link.getAttributes().setTitle(i % 100 == 7 ? "The Needle " + i : null);
            writes.addAll(backstage.startWrites(keyspace, TestLinks.create(link)));
            if (i % 3 == 0) {
                writes.addAll(backstage.startWrites(keyspace, TestLinks.delete(link)));
            }
            if (writes.size() > 200) {
                join(writes);
            }
        }
        join(writes);
    }

    private static void join(List<CompletionStage<?>> writes) {
        writes.forEach(write -> write.toCompletableFuture().join());
        writes.clear();
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        backstage.close();
    }

    @Test
    void allWordsMustMatchAndTheLastByItsBeginning() throws Exception {
        assertThat(search("tHe needle", "&state=ALL")).hasSize(LISTED / 100);
        assertThat(search("the need", "&state=ALL")).hasSize(LISTED / 100);
        assertThat(search("listed/1199", "&state=ALL")).hasSize(1);
        assertThat(search("listed-" + 4 * 7_919 % 10_007, "")).hasSize(1);
        assertThat(search("needle listed 107", "&state=ALL")).hasSize(1);
        assertThat(search("isted", "&state=ALL")).as("no substrings").isEmpty();
        assertThat(search("needl the", "&state=ALL"))
                .as("whole words before the last")
                .isEmpty();
        assertThat(search("nowhere", "&state=ALL")).isEmpty();
    }

    @Test
    void commonWordsAreFoundTogether() throws Exception {
        assertThat(search("example all listed m3", "&state=ALL")).hasSize(LISTED / 5);
        assertThat(search("sho.rt example lis", "&state=ALL"))
                .filteredOn(code -> code.startsWith("listed")) // another test makes more links meanwhile
                .hasSize(LISTED);
        assertThat(search("m1 m3", "&state=ALL")).as("words that never meet").isEmpty();
        assertThat(search("listed", "&tag=m3")).hasSize(LISTED * 2 / 15);
        assertThat(search("listed", "&state=DELETED")).hasSize(LISTED / 3);
    }

    @Test
    void aSearchHasEveryLinkOnceNewestFirstForAnyPageSizeWhileLinksCome() throws Exception {
        for (String query : List.of("lis&limit=41", "listed%20m2&limit=7&tag=m2", "example%20all&limit=500")) {
            List<String> shown = new ArrayList<>();
            String next = "";
            while (next != null) {
                JsonNode page = page("?state=ALL&q=" + query + next);
                page.path("data")
                        .forEach(link -> shown.add(link.path("dateCreated").asText() + " "
                                + link.path("shortCode").asText()));
                next = next(page);
                Link newer = TestLinks.link(code(), "https://example.org/all/m2/lisa");
                newer.setCreatedAt(TestLinks.CREATED.plus(1, ChronoUnit.DAYS));
                backstage.project(keyspace, TestLinks.create(newer));
            }
            List<String> listed =
                    shown.stream().filter(link -> link.contains(" listed")).toList();
            assertThat(listed).as(query).doesNotHaveDuplicates().hasSize(query.contains("m2") ? LISTED / 5 : LISTED);
            assertThat(listed.stream().map(link -> link.substring(0, 20)))
                    .isSortedAccordingTo(Comparator.reverseOrder());
        }
    }

    @Test
    void aCandidateThatNoLongerMatchesIsLeftOut() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/formerpath");
        backstage.project(keyspace, TestLinks.create(link));
        assertThat(search("formerpath", "")).hasSize(1);
        backstage.project(
                keyspace,
                TestLinks.edit(link, after -> after.getAttributes().setLongUrl("https://example.org/laterpath")));
        assertThat(search("laterpath", "")).hasSize(1);
        assertThat(search("formerpath", "")).isEmpty();
    }

    @Test
    void aSearchGoesThroughManyMonths() throws Exception {
        for (int i = 0; i < 40; i++) {
            Link link = TestLinks.link(code(), "https://example.org/rarely");
            link.setCreatedAt(TestLinks.CREATED.minus(45L * i, ChronoUnit.DAYS));
            link.getAttributes().setTitle(i % 2 == 0 ? "even" : "odd");
            backstage.project(keyspace, TestLinks.create(link));
        }
        assertThat(search("rarely", "&limit=7")).hasSize(40);
        assertThat(search("rarely even", "&limit=3")).hasSize(20);
        assertThat(search("rarely od", "")).as("two letters are no prefix").isEmpty();
    }

    @Test
    void manyLinksOfOneMomentAreAllFound() throws Exception {
        List<CompletionStage<?>> writes = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            Link link = TestLinks.link("moment-" + i, "https://example.org/");
            link.setCreatedAt(TestLinks.CREATED.minus(10_000, ChronoUnit.DAYS));
            writes.addAll(backstage.startWrites(keyspace, TestLinks.create(link)));
            if (writes.size() > 200) { // the driver has room for 1,024
                join(writes);
            }
        }
        join(writes);
        assertThat(search("moment", "&limit=30")).hasSize(250).doesNotHaveDuplicates();
        assertThat(search("moment example", "&limit=300")).hasSize(250);
    }

    private static List<String> search(String words, String more) throws Exception {
        List<String> codes = new ArrayList<>();
        String query = "?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8) + more;
        for (String next = ""; next != null; ) {
            JsonNode page = page(query + next);
            page.path("data").forEach(link -> codes.add(link.path("shortCode").asText()));
            next = next(page);
        }
        return codes;
    }

    private static JsonNode page(String query) throws Exception {
        HttpResponse<String> answer = browser.get("/api/v1/links" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private static String next(JsonNode page) {
        JsonNode cursor = page.path("nextCursor");
        return cursor.isNull() ? null : "&cursor=" + cursor.asText();
    }

    private static String code() {
        return UUID.randomUUID().toString().substring(0, 13);
    }
}
