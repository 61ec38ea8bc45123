package io.linklog.acceptance.load;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.system.Api;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Visitors that follow links until closed. Each visit has a name of its own in its User-Agent, so a test can compare
 * answered and counted visits one by one.
 */
public final class CountedVisits implements AutoCloseable {

    private static final int LINKS_VISITED = 5;
    private static final int VISITORS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0 visit/";

    private final Api api;
    private final List<String> codes = new ArrayList<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> perhaps =
            ConcurrentHashMap.newKeySet(); // without an answer, or with an error: the visit may have been logged
    private final AtomicInteger names = new AtomicInteger();
    private final List<Thread> visitors = new ArrayList<>();
    private volatile boolean closing;

    public CountedVisits(Api api) {
        this.api = api;
        for (int i = 0; i < LINKS_VISITED; i++) {
            codes.add(
                    api.create(link("https://example.org/counted/" + i)).is(201).member("shortCode"));
        }
        for (int i = 0; i < VISITORS; i++) {
            Thread visitor = new Thread(this::visit, "visitor");
            visitor.start();
            visitors.add(visitor);
        }
    }

    public int answered() {
        return answered.size();
    }

    private void visit() {
        while (!closing) {
            int number = names.incrementAndGet();
            String name = AGENT + number;
            try {
                if (api.get("/" + codes.get(number % LINKS_VISITED), "User-Agent", name)
                                .status()
                        == 302) {
                    answered.add(name);
                } else {
                    perhaps.add(name); // the edge retries on another instance, and the first may have logged the visit
                }
                Thread.sleep(15); // each visit is checked, listed and counted later
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                perhaps.add(name);
            }
        }
    }

    /** Waits until everything is counted, then fails unless each answered visit is counted exactly once. */
    public void check() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            JsonNode account = api.get("/api/v1/stats/reconcile").is(200).json();
            assertThat(account.at("/settled").asBoolean()).as("%s", account).isTrue();
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen()).containsAll(answered));
        List<String> seen = seen();
        check(seen);
        long counted = 0;
        for (String code : codes) {
            JsonNode total =
                    api.get(LINKS + "/" + code + "/stats").is(200).json().at("/total");
            counted += total.at("/human").asLong() + total.at("/bot").asLong();
        }
        assertThat(counted).as("totals of visits").isEqualTo(seen.size());
    }

    /** Fails unless each answered visit was seen exactly once. */
    public void check(List<String> seen) {
        assertThat(seen).containsAll(answered).doesNotHaveDuplicates();
        assertThat(seen).allMatch(name -> answered.contains(name) || perhaps.contains(name));
    }

    /** Whether each answered visit was seen. */
    public boolean areAllAmong(List<String> seen) {
        return Set.copyOf(seen).containsAll(answered);
    }

    public List<String> codes() {
        return codes;
    }

    private List<String> seen() {
        List<String> names = new ArrayList<>();
        for (String code : codes) {
            String cursor = "";
            while (cursor != null) {
                JsonNode page = api.get(LINKS + "/" + code + "/visits?limit=1000" + cursor)
                        .is(200)
                        .json();
                page.at("/data")
                        .forEach(visit -> names.add(visit.at("/userAgent").asText()));
                cursor = page.at("/nextCursor").isNull()
                        ? null
                        : "&cursor=" + URLEncoder.encode(page.at("/nextCursor").asText(), StandardCharsets.UTF_8);
            }
        }
        return names;
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        for (Thread visitor : visitors) {
            visitor.join();
        }
    }
}
