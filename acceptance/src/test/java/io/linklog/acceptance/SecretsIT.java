package io.linklog.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Log;
import io.linklog.acceptance.system.SecretSearch;
import io.linklog.acceptance.system.Secrets;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** After all other tests: every secret that they made is searched for wherever the system writes or shows something. */
@WholeSystem
@Isolated
@Order(Integer.MAX_VALUE)
final class SecretsIT {

    /** What etcd keeps secret for the system: the key of codes, the draws of rules, the salt of each day. */
    private static final List<String> OF_THE_SYSTEM =
            List.of("/linklog/keys/", "/linklog/rules/", "/linklog/visits/salt/");
    /** Base64 or hexadecimal, of 128 bits or more. */
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/_-]{22,}={0,2}");

    private static final List<String> METRICS = List.of(
            "LINKLOG_COMMAND_ADMIN_PORT",
            "LINKLOG_QUERY_ADMIN_PORT",
            "LINKLOG_TOPOLOGY_ADMIN_PORT",
            "LINKLOG_PROJECTOR_ADMIN_PORT",
            "LINKLOG_EDGE_ADMIN_PORT",
            "LINKLOG_EDGE_METRICS_PORT");

    private final Linklog linklog;

    SecretsIT(Linklog linklog) {
        this.linklog = linklog;
    }

    @Test
    void noSecretIsWhereItDoesNotBelong() throws Exception {
        Set<String> sent = Secrets.seen(); // before this test asks for more
        linklog.cli()
                .run("keys", "create", "--name", "searched", "--role", "reader")
                .is(0);
        linklog.cli()
                .run("webhooks", "add", "http://127.0.0.1:9/", "--id", Linklog.freshSlug("searched"), "--code", "none")
                .is(0);
        linklog.api().get("/api/v1/links?limit=1").is(200);
        assertThat(Secrets.seen())
                .as("the key of this test, the webhook's secret")
                .hasSizeGreaterThan(sent.size());
        Map<String, String> etcd = etcd();
        Collection<byte[]> secrets = new ArrayList<>();
        Secrets.seen().forEach(secret -> secrets.add(secret.getBytes(StandardCharsets.UTF_8)));
        etcd.forEach((key, value) -> {
            if (OF_THE_SYSTEM.stream().anyMatch(key::startsWith)) {
                secrets.addAll(spellings(value));
            }
        });

        SecretSearch search = new SecretSearch(secrets);
        files(search);
        try (Log log = new Log(linklog)) {
            log.readAll((topic, bytes) -> search.in("topic " + topic, bytes));
        }
        linklog.traces().all().forEach(span -> search.in("span " + span.service() + " " + span.name(), "" + span));
        for (String port : METRICS) {
            Api admin = new Api("http://localhost:" + linklog.port(port));
            search.in("metrics of " + port, admin.get("/metrics").is(200).text());
        }
        etcd.forEach((key, value) -> {
            if (OF_THE_SYSTEM.stream().noneMatch(key::startsWith) && !key.startsWith("/linklog/webhooks/")) {
                search.in("etcd's key " + key, value);
            }
        });
        processes(search);
        assertThat(search.searched()).as("bytes searched").isGreaterThan(1 << 20);
        assertThat(search.places()).isEmpty();
    }

    /** A test that finds nothing proves something only if the search finds what is there. */
    @Test
    void theSearchFindsTheSecretsWhereTheyBelong() throws Exception {
        linklog.api().get("/api/v1/links?limit=1").is(200);
        SecretSearch search = new SecretSearch(Secrets.seen().stream()
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList());
        Path key = linklog.folder().resolve("admin.key");
        search.in(key);
        search.in(linklog.folder().resolve("ports.properties"));
        assertThat(search.places()).containsExactly(key.toString());
    }

    /** Logs, snapshots, journals, and what the servers have on disk. */
    private void files(SecretSearch search) throws IOException {
        Path folder = linklog.folder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (!name.equals("admin.key") && !name.equals("admin.header") && !name.startsWith("data/etcd/")) {
                    search.in(file);
                }
            }
        }
    }

    /** The arguments of all processes that this user may see. */
    private static void processes(SecretSearch search) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : all.filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                Path arguments = process.resolve("cmdline");
                if (Files.isReadable(arguments)) {
                    search.in(arguments);
                }
            }
        }
    }

    private Map<String, String> etcd() throws InterruptedException {
        URI endpoint = URI.create("http://127.0.0.1:" + linklog.port("LINKLOG_ETCD_PORT"));
        Map<String, String> found = new TreeMap<>();
        try (Etcd etcd = new Etcd(EtcdSettings.of(endpoint).within(EtcdSettings.PATIENT))) {
            etcd.await(etcd.list("/linklog/")).entries().forEach(entry -> found.put(entry.key(), entry.value()));
        }
        assertThat(found.keySet()).anyMatch(key -> key.startsWith("/linklog/keys/"));
        return found;
    }

    /** A stored secret as it stands there, and its bytes. */
    private static List<byte[]> spellings(String value) {
        List<byte[]> all = new ArrayList<>();
        ENCODED.matcher(value).results().forEach(found -> {
            all.add(found.group().getBytes(StandardCharsets.UTF_8));
            try {
                all.add(Base64.getDecoder().decode(found.group()));
            } catch (IllegalArgumentException notBase64) {
                // it is searched for as it stands
            }
        });
        return all;
    }
}
