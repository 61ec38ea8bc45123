package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.EtcdRow;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.machine.Folders;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * etcd loses keys while everything runs: what the table in docs/operations.md says becomes true. What nobody writes
 * back is for {@link RestoreIT}.
 */
@WholeSystem
@Isolated
@Order(13)
final class EtcdLossIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String ROOT = "/linklog/";
    /** The row of the counter, which may come back higher. */
    private static final String COUNTER = "/linklog/ids/";
    /** Removed ones may vanish. */
    private static final String BLOCKED = "/linklog/blocked-targets/";
    /** The rows of keys whose values come back as they were. */
    private static final List<String> SAME_VALUES =
            List.of("/linklog/keys/", "/linklog/projection/", "/linklog/visits/counts", "/linklog/visits/salt/");

    private final Linklog linklog;
    private final Api api;
    private final Etcd etcd;

    EtcdLossIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
        this.etcd = new Etcd(EtcdSettings.of(URI.create("http://127.0.0.1:" + linklog.port("LINKLOG_ETCD_PORT")))
                .within(EtcdSettings.PATIENT));
    }

    @AfterEach
    void everythingRunsAgain() {
        etcd.close();
        if (!linklog.allRun()) {
            linklog.up();
        }
    }

    @Test
    void everyKeyHasARowInTheTable() throws Exception {
        List<String> prefixes = new ArrayList<>();
        for (EtcdRow row : EtcdRow.all(linklog)) {
            prefixes.addAll(row.prefixes());
        }
        assertThat(keys(ROOT).keySet())
                .isNotEmpty()
                .allSatisfy(key -> assertThat(prefixes).as(key).anyMatch(key::startsWith));
    }

    @Test
    void keysOfEachRowAreWrittenBackAndCreatesAndRedirectsGoOn() throws Exception {
        for (EtcdRow row : EtcdRow.all(linklog)) {
            String code = followed();
            for (String prefix : row.prefixes()) {
                lose(prefix, row.isWrittenBack());
            }
            api.get("/" + code).is(302);
            linklog.createAndFollow();
        }
    }

    @Test
    void aBlockedTargetThatEtcdLosesStaysBlockedAndARemovedOneStaysRemoved() throws Exception {
        linklog.cli().run("blocked", "add", "lost.example", "removed.example").is(0);
        awaitCreate("https://lost.example/", 400);
        awaitCreate("https://removed.example/", 400);
        linklog.cli().run("blocked", "remove", "removed.example").is(0);
        awaitCreate("https://removed.example/", 201);
        lose(BLOCKED, true);
        awaitCreate("https://lost.example/", 400);
        awaitCreate("https://removed.example/", 201);
        assertThat(linklog.cli().run("blocked", "list").is(0).out())
                .contains("lost.example")
                .doesNotContain("removed.example");
        linklog.cli().run("blocked", "remove", "lost.example").is(0);
    }

    private void awaitCreate(String longUrl, int status) {
        await().atMost(PATIENCE).until(() -> api.create(link(longUrl)).status() == status);
    }

    @Test
    @Tag("long")
    void everythingGoesOnWhenEtcdLosesAllAndAProcessRestarts() throws Exception {
        String code = followed();
        Map<String, String> before = keys(ROOT);
        linklog.kill("etcd");
        Folders.delete(linklog.folder().resolve("data/etcd"));
        linklog.up();
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            for (String prefix : SAME_VALUES) {
                assertThat(keys(prefix)).isEqualTo(under(prefix, before));
            }
            assertThat(counter(keys(COUNTER))).isGreaterThanOrEqualTo(counter(before));
        });
        for (String service : List.of("query-service", "projector", "streams-topology")) {
            linklog.kill(service);
            linklog.up();
            // up returns when the service is ready: it answers from the tables that it had before
            api.get("/" + code).is(302);
            linklog.createAndFollow();
        }
    }

    private void lose(String prefix, boolean writtenBack) throws Exception {
        Map<String, String> before = keys(prefix);
        before.keySet().removeAll(numbersOfEndedInstances(before));
        before.values().removeIf(value -> prefix.equals(BLOCKED) && value.contains("removedAt"));
        delete(prefix);
        if (prefix.equals("/linklog/hash-ids/")) {
            // they come back with the registration
            delete("/linklog/services/");
        }
        if (!writtenBack) {
            return;
        }
        await(prefix).atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            Map<String, String> now = keys(prefix);
            assertThat(now.keySet()).containsAll(before.keySet());
            if (SAME_VALUES.contains(prefix)) {
                assertThat(now).isEqualTo(before);
            }
            if (prefix.equals(COUNTER)) {
                assertThat(counter(now)).isGreaterThanOrEqualTo(counter(before));
            }
        });
    }

    /** Other tests have stopped instances: nobody is left who knows their numbers. */
    private Set<String> numbersOfEndedInstances(Map<String, String> keys) throws InterruptedException {
        Set<String> registered = keys("/linklog/services/").keySet();
        return keys.keySet().stream()
                .filter(key -> key.startsWith("/linklog/hash-ids/") && key.contains("/of/"))
                .filter(key -> !registered.contains(
                        key.replace("/linklog/hash-ids/", "/linklog/services/").replace("/of/", "/")))
                .collect(Collectors.toSet());
    }

    private void delete(String prefix) throws InterruptedException {
        for (String key : keys(prefix).keySet()) {
            etcd.await(etcd.delete(key));
        }
    }

    /** A link that was followed once. */
    private String followed() {
        String code = api.create(link("https://example.org/etcd")).is(201).member("shortCode");
        api.get("/" + code).is(302);
        return code;
    }

    private static long counter(Map<String, String> keys) {
        return Long.parseLong(keys.get("/linklog/ids/next"));
    }

    private Map<String, String> keys(String prefix) throws InterruptedException {
        Map<String, String> found = new TreeMap<>();
        etcd.await(etcd.list(prefix)).entries().forEach(entry -> found.put(entry.key(), entry.value()));
        return found;
    }

    private static Map<String, String> under(String prefix, Map<String, String> keys) {
        Map<String, String> found = new TreeMap<>(keys);
        found.keySet().removeIf(key -> !key.startsWith(prefix));
        return found;
    }
}
