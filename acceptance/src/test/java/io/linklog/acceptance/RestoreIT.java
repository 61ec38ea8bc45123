package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.EtcdRow;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutKeys;
import io.linklog.mesh.canary.RolloutPlan;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.route.RouteKeys;
import io.linklog.stack.machine.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Kafka's data and a backup are enough: all else is deleted, restored, and gives the same answers. */
@WholeSystem
@Isolated
@Order(14)
@Tag("long")
final class RestoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    /** What a restore brings back into etcd as it was, beside all that nobody writes back. */
    private static final List<String> SAME =
            List.of("/linklog/keys/", "/linklog/visits/counts", "/linklog/blocked-targets/");

    private final Linklog linklog;
    private final Api api;

    RestoreIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void kafkaAndABackupGiveTheSameAnswers(@TempDir Path folder) throws Exception {
        String before = api.create(link("https://example.org/before-the-backup"))
                .is(201)
                .member("shortCode");
        String limited = api.create(link("https://example.org/limited").put("maxVisits", 2))
                .is(201)
                .member("shortCode");
        api.get("/" + limited).is(302);
        linklog.cli()
                .run("webhooks", "add", "http://127.0.0.1:9/", "--id", "restored", "--code", "none")
                .is(0);
        linklog.cli().run("blocked", "add", "restored.example").is(0);
        endRollout();
        // before the first one etcd says nothing of generations of the count
        linklog.cli().run("recount").is(0);
        linklog.cli().run("certs").is(0);
        byte[] authority = Files.readAllBytes(authority());
        Path backup = folder.resolve("linklog.zip");
        linklog.cli().run("backup", backup.toString()).is(0);
        String after =
                api.create(link("https://example.org/after-the-backup")).is(201).member("shortCode");
        Map<String, String> keys = keys();

        linklog.cli().run("down").is(0);
        deleteAllButKafka();
        linklog.cli().run("up", "kafka", "cassandra", "etcd").is(0);
        linklog.cli().run("restore", backup.toString()).is(0);
        linklog.up();

        assertThat(keys()).isEqualTo(keys);
        assertThat(Files.readAllBytes(authority())).isEqualTo(authority);
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            api.get("/" + before).is(302);
            api.get("/" + after).is(302);
            assertThat(api.get(LINKS + "/" + after).is(200).member("longUrl"))
                    .isEqualTo("https://example.org/after-the-backup");
        });
        assertThat(visit(limited)).isEqualTo(302);
        assertThat(visit(limited)).as("two places, one taken before the backup").isEqualTo(410);
        linklog.createAndFollow();
        linklog.cli().run("webhooks", "remove", "restored").is(0);
        linklog.cli().run("blocked", "remove", "restored.example").is(0);
        forgetRollout();
        assertThat(linklog.cli().run("restore", backup.toString()).is(1).err()).contains("./linklog down");
    }

    /** The status of the first answer that is not "try again". */
    private int visit(String code) {
        return await().atMost(PATIENCE).until(() -> api.get("/" + code).status(), status -> status != 503);
    }

    private Path authority() {
        return linklog.folder().resolve("certs/ca.pem");
    }

    private void deleteAllButKafka() throws IOException {
        try (Stream<Path> data = Files.list(linklog.folder().resolve("data"))) {
            for (Path one : data.toList()) {
                if (!one.getFileName().toString().equals("kafka")) {
                    Folders.delete(one);
                }
            }
        }
        Folders.delete(linklog.folder().resolve("certs"));
    }

    /** Leaves a rollout that is over and its route, of a service that has no instances. */
    private void endRollout() throws InterruptedException {
        try (Etcd etcd = etcd()) {
            RolloutStore store = new RolloutStore(etcd);
            Instant now = Instant.now();
            Rollout over =
                    Rollout.start("restored", "1", "2", RolloutPlan.USUAL, now).abort(now);
            assertThat(etcd.await(store.put(etcd.await(store.find("restored")), over)))
                    .isTrue();
        }
    }

    private void forgetRollout() throws InterruptedException {
        try (Etcd etcd = etcd()) {
            etcd.await(etcd.delete(new RolloutKeys(KeySpace.LINKLOG).of("restored")));
            etcd.await(etcd.delete(new RouteKeys(KeySpace.LINKLOG).of("restored")));
        }
    }

    private Map<String, String> keys() throws Exception {
        List<String> prefixes = new ArrayList<>(SAME);
        EtcdRow.all(linklog).stream()
                .filter(row -> !row.isWrittenBack() && row.isInBackup())
                .forEach(row -> prefixes.addAll(row.prefixes()));
        Map<String, String> found = new TreeMap<>();
        try (Etcd etcd = etcd()) {
            for (String prefix : prefixes) {
                List<Etcd.Entry> entries = etcd.await(etcd.list(prefix)).entries();
                assertThat(entries).as(prefix).isNotEmpty();
                entries.forEach(entry -> found.put(entry.key(), entry.value()));
            }
        }
        return found;
    }

    private Etcd etcd() {
        URI address = URI.create("http://127.0.0.1:" + linklog.port("LINKLOG_ETCD_PORT"));
        return new Etcd(EtcdSettings.of(address).within(EtcdSettings.PATIENT));
    }
}
