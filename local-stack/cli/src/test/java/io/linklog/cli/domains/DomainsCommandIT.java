package io.linklog.cli.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.Terminal;
import io.linklog.mesh.blocked.BlockedTargetStore;
import io.linklog.mesh.domains.Domain;
import io.linklog.mesh.domains.DomainCheck;
import io.linklog.mesh.domains.DomainStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainsCommandIT {

    @TempDir
    private Path folder;

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    private final Etcd etcd = new Etcd(EtcdSettings.of(URI.create(endpoint)).within(Duration.ofSeconds(10)));
    private final DomainStore store = new DomainStore(etcd, DomainCheck.NONE, InstantSource.system());
    private final String name = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example.org";

    @AfterEach
    void close() throws Exception {
        etcd.await(etcd.delete("/linklog/domains/" + name));
        etcd.close();
    }

    private String says(int code, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--etcd", endpoint, "--public-url", "https://sho.rt", "--own-hosts", "www.sho.rt"));
        Terminal terminal = new Terminal();
        assertThat(terminal.run(new DomainsCommand(), all.toArray(String[]::new)))
                .as("%s: %s", all, terminal.err())
                .isEqualTo(code);
        return terminal.err();
    }

    private Domain stored() throws Exception {
        return etcd.await(store.get(name)).orElseThrow();
    }

    @Test
    void aDomainIsAddedListedChangedAndRemoved() throws Exception {
        String base = "https://example.org/";
        assertThat(says(0, "add", name, "--tenant", "blue", "--base", base, "--expired", base))
                .contains(name, "blue");
        says(0, "set", name, "--unknown", "https://example.org/lost", "--expired", "");
        assertThat(stored().targets())
                .isEqualTo(new Domain.Targets(
                        Optional.of(base), Optional.of("https://example.org/lost"), Optional.empty()));
        assertThat(says(0, "list")).contains(name, "blue", "https://example.org/lost", "works");
        assertThat(says(1, "add", name)).contains("is taken");
        assertThat(says(1, "add", name, "--tenant", "blue")).contains("already");
        assertThat(says(0, "remove", name)).contains("404");
        assertThat(says(0, "list")).contains("removed 20");
        assertThat(says(1, "remove", name)).contains("no domain " + name, "domains list");
        assertThat(says(1, "set", name, "--base", base)).contains("no domain " + name);
        assertThat(says(2, "set", name)).contains("--base");
    }

    @Test
    void aDomainIsReleasedWhenItIsRemoved() throws Exception {
        assertThat(says(1, "release", name)).contains("no domain " + name);
        says(0, "add", name, "--tenant", "blue");
        assertThat(says(1, "release", name)).contains("remove it first");
        says(0, "remove", name);
        assertThat(says(0, "release", name)).contains("no longer belongs to blue");
        assertThat(says(0, "list")).contains("released 20");
        says(0, "add", name, "--tenant", "red");
        assertThat(stored().tenant()).isEqualTo("red");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost       | must not be localhost",
                "sho.rt          | must not be a host of the default domain",
                "www.sho.rt      | must not be a host of the default domain",
                "query-service   | must not be a host of the default domain",
                "127.0.0.1       | not an address",
                "Go.Example.org  | . Write go.example.org",
                "b\u00fccher.example | . Write xn--bcher-kva.example"
            })
    void aNameThatNoDomainMayHaveIsRefusedWithTheReason(String typed, String why) {
        assertThat(says(2, "add", typed)).contains("The domain is not valid: its name", why);
    }

    @Test
    void aBlockedTargetIsRefused() throws Exception {
        BlockedTargetStore blocked = new BlockedTargetStore(etcd, InstantSource.system());
        Path file = Files.writeString(folder.resolve("blocked"), ".of-file.example");
        etcd.await(blocked.add("blocked-" + name, Optional.empty()));
        try {
            for (String host : List.of("blocked-" + name, "a.of-file.example")) {
                assertThat(says(2, "add", name, "--base", "https://" + host, "--blocked-file", file.toString()))
                        .contains("its base target must have another host");
            }
        } finally {
            etcd.await(blocked.remove("blocked-" + name));
        }
    }

    @Test
    void aTargetThatNoLinkMayHaveIsRefused() throws Exception {
        for (String target : List.of("https://sho.rt/x", "http://localhost:443/", "https://" + name + ":81")) {
            assertThat(says(2, "add", name, "--base", target)).contains("its base target must not point to this");
        }
        assertThat(says(2, "add", name, "--unknown", "ftp://example.org/")).contains("its unknown target must begin");
        assertThat(says(2, "add", name, "--tenant", "No")).contains("tenant is 1 to 32");
        says(0, "add", name);
        assertThat(says(2, "set", name, "--expired", "https://www.sho.rt/")).contains("its expired target");
        assertThat(says(2, "add", name, "--edge-port", "9999", "--base", "http://localhost:9999"))
                .contains("must not point");
        assertThat(stored().targets()).isEqualTo(Domain.Targets.NONE);
    }
}
