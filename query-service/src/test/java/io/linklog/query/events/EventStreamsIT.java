package io.linklog.query.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.query.Backstage;
import io.linklog.query.Browser;
import io.linklog.query.Listener;
import io.linklog.query.Listener.Heard;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Event streams of two instances, over a log that other tests write to as well. */
class EventStreamsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST = 6;
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private static final ObjectMapper json = new ObjectMapper();
    private static Backstage backstage;
    private static QueryService service;
    private static QueryService other;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        backstage = new Backstage(SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD));
        backstage.activate(backstage.createKeyspace());
        service = instance("query-service-1");
        other = instance("query-service-2");
        browser = new Browser(service.port());
    }

    private static QueryService instance(String id) throws Exception {
        return backstage.start(
                Map.of(
                        "LINKLOG_INSTANCE_ID",
                        id,
                        "LINKLOG_EVENT_STREAMS",
                        Integer.toString(MOST),
                        "LINKLOG_EVENT_HEARTBEAT",
                        "500ms"),
                InstantSource.system());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        other.close();
        backstage.close();
    }

    @Test
    void changesAndVisitsAreStreamedAsTheyHappenInTheFormOfOtherReads() throws Exception {
        String code = code();
        LinkEvent created = TestLinks.create(TestLinks.link(code, "https://example.org/1"));
        LinkEvent edited =
                TestLinks.edit(created.getLink(), link -> link.getAttributes().setTitle("A title\nof two lines"));
        try (Listener listener = Listener.to(service.port(), "?code=" + code)) {
            assertThat(listener.answer().headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            backstage.log(created);
            awaitTypes(listener, "link.created");
            browser.get("/" + code, "User-Agent", FIREFOX);
            awaitTypes(listener, "link.created", "visit");
            backstage.log(edited, TestLinks.delete(edited.getLink()));
            awaitTypes(listener, "link.created", "visit", "link.edited", "link.deleted");
            await().atMost(PATIENCE).until(() -> browser.get("/" + code).statusCode() == 410);
            await().atMost(PATIENCE)
                    .until(() -> visits(listener).stream()
                            .map(visit -> visit.at("/data/kind").asText())
                            .distinct()
                            .toList()
                            .equals(List.of("REDIRECT", "DELETED")));

            List<JsonNode> changes = new ArrayList<>();
            json.readTree(browser.get("/api/v1/links/" + code + "/history").body())
                    .path("data")
                    .forEach(changes::add);
            assertThat(told(listener, "link.created", "link.edited", "link.deleted"))
                    .allMatch(change -> change.path("code").asText().equals(code))
                    .extracting(change -> change.path("data"))
                    .isEqualTo(changes);
            JsonNode visit = visits(listener).get(0);
            assertThat(visit.path("code").asText()).isEqualTo(code);
            assertThat(visit.at("/data/browser").asText()).isEqualTo("Firefox");
            assertThat(visit.at("/data/address").asText()).as("anonymised").isEqualTo("127.0.0.0");
        }
    }

    @Test
    void aStreamResumesAfterAnyIdOnAnyInstanceWithoutLossOrRepetition() throws Exception {
        List<String> codes = IntStream.range(0, 5).mapToObj(i -> code()).toList();
        String query = "?types=visit,link.created&types=link.edited&code=" + String.join(",", codes);
        try (Listener whole = Listener.to(service.port(), query)) {
            String start = awaitId(whole);
            int expected = happen(codes, 6);
            await().atMost(PATIENCE).until(() -> whole.heard().size() == expected);
            List<Heard> first = List.copyOf(whole.heard());
            assertThat(first.stream().map(Heard::id)).doesNotHaveDuplicates();
            // from before all, from the midst, from the last
            List<Listener> resumed = new ArrayList<>();
            List<Integer> from = List.of(0, 1, expected / 2, expected);
            for (int told : from) {
                String id = told == 0 ? start : first.get(told - 1).id();
                resumed.add(
                        told % 2 == 0
                                ? Listener.to(other.port(), query, "Last-Event-ID", id)
                                : Listener.to(service.port(), query + "&lastEventId=" + id));
            }
            int all = expected + happen(codes, 4); // while they catch up
            await().atMost(PATIENCE).until(() -> whole.heard().size() == all);
            for (int i = 0; i < resumed.size(); i++) {
                int told = from.get(i);
                Listener listener = resumed.get(i);
                await().atMost(PATIENCE).until(() -> listener.heard().size() >= all - told);
                List<Heard> rest = whole.heard().subList(told, all);
                for (String code : codes) {
                    for (String kind : List.of("link", "visit")) {
                        assertThat(dataOf(listener.heard(), code, kind))
                                .as("%s events of %s after %s were told", kind, code, told)
                                .containsExactlyElementsOf(dataOf(rest, code, kind));
                    }
                }
                assertThat(listener.heard()).hasSameSizeAs(rest);
                listener.close();
            }
        }
    }

    @Test
    void aTagSelectsChangesAndVisitsOfItsLinks() throws Exception {
        String tag = "tag, with commas & more " + code();
        Link tagged = TestLinks.link(code(), "https://example.org/");
        tagged.getAttributes().setTags(List.of("x", tag));
        Link plain = TestLinks.link(code(), "https://example.org/");
        String query = "?tag=" + java.net.URLEncoder.encode(tag, StandardCharsets.UTF_8);
        try (Listener listener = Listener.to(service.port(), query)) {
            backstage.log(TestLinks.create(plain), TestLinks.create(tagged));
            for (String code : List.of(plain.getCode(), code(), tagged.getCode())) {
                browser.get("/" + code, "User-Agent", FIREFOX);
            }
            backstage.log(TestLinks.edit(tagged, link -> link.getAttributes().setTags(List.of("x", tag, "y"))));
            await().atMost(PATIENCE).until(() -> listener.heard().size() >= 3);
            assertThat(listener.types()).containsExactlyInAnyOrder("link.created", "visit", "link.edited");
            assertThat(listener.heard()).allMatch(heard -> heard.data().contains(tagged.getCode()));
        }
    }

    @Test
    void recordsThatTheLogHasDeletedAreReportedAsAGap() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/");
        backstage.log(TestLinks.create(link));
        String query = "?types=visit&code=" + link.getCode();
        String before;
        try (Listener listener = Listener.to(service.port(), query)) {
            before = awaitId(listener);
            browser.get("/" + link.getCode(), "User-Agent", FIREFOX);
            await().atMost(PATIENCE).until(() -> listener.heard().size() == 1);
        }
        long forgotten = backstage.deleteVisits();
        String behindTheGap;
        try (Listener listener = Listener.to(other.port(), query, "Last-Event-ID", before)) {
            await().atMost(PATIENCE).until(() -> listener.types().equals(List.of("gap")));
            JsonNode gaps = told(listener, "gap").get(0).path("gaps");
            assertThat(gaps).isNotEmpty();
            long lost = 0;
            for (JsonNode gap : gaps) {
                assertThat(gap.path("topic").asText()).isEqualTo("visits");
                lost += gap.path("to").asLong() - gap.path("from").asLong();
            }
            assertThat(lost).isBetween(1L, forgotten);
            behindTheGap = listener.heard().get(0).id();
            browser.get("/" + link.getCode(), "User-Agent", FIREFOX);
            awaitTypes(listener, "gap", "visit");
        }
        try (Listener listener = Listener.to(other.port(), query, "Last-Event-ID", behindTheGap)) {
            awaitTypes(listener, "visit");
        }
    }

    @Test
    void aSilentStreamSendsHeartbeatsAndItsIdAdvancesWithTheLog() throws Exception {
        try (Listener listener = Listener.to(service.port(), "?types=link.created&code=" + code())) {
            String start = awaitId(listener);
            int blocks = listener.blocks();
            await().atMost(PATIENCE).until(() -> listener.blocks() > blocks + 2);
            assertThat(listener.lastId()).isEqualTo(start);
        }
        try (Listener listener = Listener.to(service.port(), "?types=link.deleted")) {
            String start = awaitId(listener);
            backstage.log(TestLinks.create(TestLinks.link(code(), "https://example.org/")));
            await().atMost(PATIENCE).until(() -> !listener.lastId().equals(start));
            assertThat(listener.heard()).isEmpty();
        }
    }

    @Test
    void invalidRequestsAreRefusedBeforeAStreamBegins() throws Exception {
        String links;
        try (Listener listener = Listener.to(service.port(), "?types=link.created")) {
            links = awaitId(listener);
        }
        String codes = IntStream.rangeClosed(0, EventFilter.MOST_CODES)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        for (String query : List.of(
                "taag=x",
                "code=",
                "code=a,,b",
                "code=a%20b",
                "code=" + codes,
                "types=visits",
                "types=visit,",
                "tag=",
                "tag=a&tag=b",
                "tag=" + "x".repeat(65),
                "lastEventId=",
                "lastEventId=abc",
                "types=visit&lastEventId=" + links,
                // beyond the end of the log
                "types=link.created&lastEventId=AQED__________9___________9___________9_")) {
            HttpResponse<String> answer = browser.get("/api/v1/events?" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.body()).as(query).contains("urn:linklog:problem:invalid-request");
        }
        HttpResponse<String> header = browser.get("/api/v1/events", "Last-Event-ID", "nonsense");
        assertThat(header.statusCode()).isEqualTo(400);
        assertThat(header.body()).contains("lastEventId");
        assertThat(browser.send("HEAD", "/api/v1/events").statusCode()).isEqualTo(200);
        assertThat(browser.send("HEAD", "/api/v1/events?types=x").statusCode()).isEqualTo(400);
    }

    @Test
    void streamsAreLimitedAndADisconnectedCallerMakesRoom() throws Exception {
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            listeners.add(Listener.to(other.port(), "?code=" + code()));
        }
        HttpResponse<String> refused = new Browser(other.port()).get("/api/v1/events");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.body()).contains("LINKLOG_EVENT_STREAMS");
        for (Listener listener : listeners) {
            listener.close();
        }
        await().atMost(PATIENCE).until(() -> Backstage.openStreams(other) == 0);
        Listener.to(other.port(), "").close();
    }

    @Test
    void aCallerThatReadsNothingIsDisconnectedAndDelaysNoOther() throws Exception {
        await().atMost(PATIENCE).until(() -> Backstage.openStreams(other) == 0);
        Link link = TestLinks.link(code(), "https://example.org/" + "x".repeat(2_000));
        try (Socket deaf = deaf(other.port(), link.getCode());
                Listener listener = Listener.to(other.port(), "?code=" + link.getCode())) {
            LinkEvent event = TestLinks.create(link);
            int changes = 4_000; // more than the buffers of both sides take
            LinkEvent[] events = new LinkEvent[changes];
            for (int i = 0; i < changes; i++) {
                events[i] = event;
                event = TestLinks.edit(
                        event.getLink(), next -> next.getAttributes().setTitle(null));
            }
            backstage.log(events);
            await().atMost(PATIENCE).until(() -> listener.heard().size() == changes);
            await().atMost(PATIENCE).until(() -> Backstage.openStreams(other) == 1);
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void aStoppingInstanceEndsItsStreamsAndTheyResumeElsewhere() throws Exception {
        String code = code();
        QueryService third = instance("query-service-3");
        String id;
        Socket deaf = deaf(third.port(), code);
        try (Listener listener = Listener.to(third.port(), "?code=" + code)) {
            LinkEvent created = TestLinks.create(TestLinks.link(code, "https://example.org/"));
            backstage.log(created);
            awaitTypes(listener, "link.created");
            third.close();
            await().atMost(PATIENCE).until(listener::hasEnded);
            id = listener.lastId();
            backstage.log(TestLinks.delete(created.getLink()));
        } finally {
            deaf.close();
        }
        assertThat(Backstage.openStreams(third)).isZero();
        try (Listener listener = Listener.to(service.port(), "?code=" + code, "Last-Event-ID", id)) {
            awaitTypes(listener, "link.deleted");
        }
    }

    /** Somebody who asks for a stream and never reads. */
    private static Socket deaf(int port, String code) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream()
                .write(("GET /api/v1/events?code=" + code + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        await().atMost(PATIENCE).until(() -> socket.getInputStream().available() > 0);
        return socket;
    }

    /** Creates, edits and visits; says how many events that is. */
    private static int happen(List<String> codes, int times) throws Exception {
        int events = 0;
        for (int i = 0; i < times; i++) {
            for (String code : codes) {
                Link link = TestLinks.link(code, "https://example.org/" + i);
                backstage.log(
                        i == 0
                                ? TestLinks.create(link)
                                : TestLinks.edit(
                                        link, next -> next.getAttributes().setTitle("changed")));
                events++;
                if (browser.get("/" + code, "User-Agent", FIREFOX).statusCode() == 302) {
                    events++;
                }
            }
        }
        return events;
    }

    private static List<String> dataOf(List<Heard> heard, String code, String kind) {
        return heard.stream()
                .filter(event -> event.type().startsWith(kind) && event.data().contains(code))
                .map(Heard::data)
                .toList();
    }

    private static List<JsonNode> told(Listener listener, String... types) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        for (Heard heard : listener.heard()) {
            if (List.of(types).contains(heard.type())) {
                all.add(json.readTree(heard.data()));
            }
        }
        return all;
    }

    private static List<JsonNode> visits(Listener listener) throws Exception {
        return told(listener, "visit");
    }

    private static String awaitId(Listener listener) {
        await().atMost(PATIENCE).until(() -> !listener.lastId().isEmpty());
        return listener.lastId();
    }

    private static void awaitTypes(Listener listener, String... types) {
        await().atMost(PATIENCE).until(() -> listener.types().equals(List.of(types)));
    }

    private static String code() {
        return UUID.randomUUID().toString().substring(0, 13);
    }
}
