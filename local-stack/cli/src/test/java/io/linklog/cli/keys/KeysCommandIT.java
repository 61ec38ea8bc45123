package io.linklog.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.Terminal;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.KeyPaths;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.whole.Addresses;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandIT {

    private static final Pattern KEY = Pattern.compile("llk_[0-9a-z]+_[0-9A-Za-z]+");

    @TempDir
    private Path folder;

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    private final Etcd etcd = new Etcd(EtcdSettings.of(URI.create(endpoint)).within(Duration.ofSeconds(10)));
    private final ApiKeyStore store = new ApiKeyStore(etcd, new SecureRandom(), InstantSource.system());
    private final String tenant = "t-" + UUID.randomUUID().toString().substring(0, 20);
    private final List<String> made = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (ApiKey key : etcd.await(store.list())) {
            if (key.tenant().equals(tenant) || made.contains(key.id())) {
                etcd.await(etcd.delete(KeyPaths.of(key.id())));
            }
        }
        etcd.close();
    }

    private String says(int code, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--etcd", endpoint));
        Terminal terminal = new Terminal();
        assertThat(terminal.run(new KeysCommand(), all.toArray(String[]::new)))
                .as("%s: %s", all, terminal.err())
                .isEqualTo(code);
        return terminal.err();
    }

    private static KeyText shown(String said) {
        Matcher matcher = KEY.matcher(said);
        assertThat(matcher.find()).as(said).isTrue();
        return KeyText.parse(matcher.group()).orElseThrow();
    }

    private ApiKey stored(String id) throws Exception {
        return etcd.await(store.list()).stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aKeyIsMadeShownOnceListedRotatedAndRevoked() throws Exception {
        String said = says(
                0,
                "create",
                "--name",
                "ci",
                "--role",
                "author",
                "--tenant",
                tenant,
                "--expires",
                "90d",
                "--limit",
                "20/s");
        KeyText text = shown(said);
        assertThat(said).contains("role author", "tenant " + tenant, "only time");
        ApiKey key = stored(text.id());
        assertThat(key.role()).isEqualTo(Role.AUTHOR);
        assertThat(key.expiresAt().orElseThrow())
                .isBetween(
                        key.createdAt().plus(Duration.ofDays(89)),
                        key.createdAt().plus(Duration.ofDays(91)));
        assertThat(key.acceptsAt(Instant.now(), text.hash())).isTrue();

        String list = says(0, "list", "--tenant", tenant);
        assertThat(list)
                .contains("ID", text.id(), "ci", tenant, "author", "20/s", "works")
                .doesNotContain("llk_");

        String rotation = says(0, "rotate", text.id(), "--grace", "1h");
        KeyText next = shown(rotation);
        assertThat(next.id()).isEqualTo(text.id());
        assertThat(rotation).contains("works until");
        assertThat(says(0, "list", "--tenant", tenant)).contains("former secret until");
        assertThat(says(1, "rotate", text.id())).contains("works until", "without a grace time");
        shown(says(0, "rotate", text.id(), "--grace", "0s"));

        assertThat(says(0, "revoke", text.id())).contains("ci", "is revoked");
        assertThat(says(0, "revoke", text.id())).contains("is revoked");
        assertThat(says(0, "list", "--tenant", tenant)).contains("revoked 20");
        assertThat(says(1, "rotate", text.id(), "--grace", "0s")).contains("revoked");
        assertThat(stored(text.id()).isUsableAt(Instant.now())).isFalse();
    }

    @Test
    void whatCannotBeDoneIsRefusedWithWhatToDo() {
        assertThat(says(2, "create", "--name", "x", "--role", "owner", "--tenant", tenant))
                .contains("reader, author, editor, admin");
        assertThat(says(2, "create", "--name", "x", "--role", "reader", "--tenant", "No"))
                .contains("tenant");
        assertThat(says(2, "create", "--name", " ", "--role", "reader", "--tenant", tenant))
                .contains("name");
        assertThat(says(2, "create", "--name", "x", "--role", "reader", "--limit", "fast"))
                .contains("20/s");
        assertThat(says(2, "create", "--name", "x", "--role", "reader", "--expires", "soon"))
                .contains("90d");
        assertThat(says(2, "create", "--name", "x", "--role", "reader", "--expires", "0s"))
                .contains("of no use");
        assertThat(says(2, "create", "--role", "reader")).contains("--name");
        assertThat(says(1, "revoke", "unknown")).contains("no key unknown", "keys list");
        assertThat(says(1, "rotate", "unknown")).contains("no key unknown");
        assertThat(says(0, "list", "--tenant", tenant)).contains("There is no key");
    }

    @Test
    void aWholeKeyInTheArgumentsIsRefusedAndNotRepeated() {
        String whole = KeyText.generate(new SecureRandom()).reveal();
        assertThat(says(2, "revoke", whole))
                .contains("does not belong on a command line")
                .doesNotContain(whole);
    }

    @Test
    void withoutEtcdEveryCommandSaysSo() {
        Terminal terminal = new Terminal();
        assertThat(terminal.run(new KeysCommand(), "list", "--etcd", "http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("http://127.0.0.1:1").contains("does not answer");
        Terminal unnamed = new Terminal();
        assertThat(unnamed.run(new KeysCommand(), "list", "--etcd", "")).isEqualTo(2);
        assertThat(unnamed.err()).contains("--etcd");
    }

    @Test
    void anotherStackIsNamedByItsFolder() {
        String port = endpoint.substring(endpoint.lastIndexOf(':') + 1);
        Addresses.usual().with(Map.of("LINKLOG_ETCD_PORT", port)).save(folder);
        Terminal terminal = new Terminal();
        String[] create = {"create", "--name", "x", "--role", "reader", "--tenant", tenant};
        assertThat(terminal.run(new KeysCommand(), join(create, "--dir", folder.toString())))
                .as(terminal.err())
                .isZero();
        Terminal none = new Terminal();
        assertThat(none.run(
                        new KeysCommand(),
                        "list",
                        "--dir",
                        folder.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(none.err()).contains("There is no stack in");
    }

    private static String[] join(String[] first, String... then) {
        return Stream.concat(Stream.of(first), Stream.of(then)).toArray(String[]::new);
    }

    @Test
    void theFirstAdminKeyIsMadeOnceAndAgainWhenItNoLongerWorks() throws Exception {
        AdminKey admin = new AdminKey(folder);
        assertThat(admin.read()).isEmpty();
        assertThat(admin.ensure(URI.create(endpoint))).isTrue();
        KeyText first = admin.read().orElseThrow();
        made.add(first.id());
        assertThat(admin.header()).hasContent("X-Api-Key: " + first.reveal());
        for (Path file : List.of(admin.file(), admin.header())) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(stored(first.id()).isSystemAdmin()).isTrue();
        assertThat(admin.ensure(URI.create(endpoint))).isFalse();
        assertThat(admin.read().map(KeyText::reveal)).isEqualTo(Optional.of(first.reveal()));

        etcd.await(store.revoke(first.id()));
        assertThat(admin.ensure(URI.create(endpoint))).isTrue();
        KeyText second = admin.read().orElseThrow();
        made.add(second.id());
        assertThat(second.id()).isNotEqualTo(first.id());
    }
}
