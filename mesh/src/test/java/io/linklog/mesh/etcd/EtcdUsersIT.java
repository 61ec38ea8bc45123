package io.linklog.mesh.etcd;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.auth.Permission;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.KeyBook;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd of its own with users and roles, as docs/operations.md sets them up. */
class EtcdUsersIT {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private static Etcd as(String endpoint, Optional<String> user) {
        return new Etcd(new EtcdSettings(
                List.of(URI.create(endpoint)),
                user,
                user.map(name -> "password-of-" + name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PATIENT));
    }

    private static void switchOn(String endpoint) throws Exception {
        try (Client root = Client.builder().endpoints(endpoint).build()) {
            Auth auth = root.getAuthClient();
            for (String user : List.of("root", "linklog", "edge")) {
                auth.userAdd(Etcd.bytes(user), Etcd.bytes("password-of-" + user))
                        .get();
                auth.roleAdd(Etcd.bytes(user)).get();
                auth.userGrantRole(Etcd.bytes(user), Etcd.bytes(user)).get();
            }
            grant(auth, "linklog", "/linklog/");
            for (String prefix : List.of("services", "hash-ids", "elections", "routes", "canaries")) {
                grant(auth, "edge", "/linklog/" + prefix + "/");
            }
            auth.authEnable().get();
        }
    }

    private static void grant(Auth auth, String role, String prefix) throws Exception {
        String end = prefix.substring(0, prefix.length() - 1) + '0'; // the character after the slash
        auth.roleGrantPermission(Etcd.bytes(role), Etcd.bytes(prefix), Etcd.bytes(end), Permission.Type.READWRITE)
                .get();
    }

    @Test
    void aServiceWorksWithItsUserAndTheEdgeSeesNoSecret() throws Exception {
        try (LocalStack stack =
                LocalStack.builder(folder.resolve("etcd")).with(Server.ETCD).start()) {
            String endpoint = stack.etcdEndpoint();
            switchOn(endpoint);
            try (Etcd service = as(endpoint, Optional.of("linklog"));
                    Etcd edge = as(endpoint, Optional.of("edge"));
                    Etcd nobody = as(endpoint, Optional.empty());
                    KeyBook book = new KeyBook(service, folder.resolve("keys.json"), new SimpleMeterRegistry())) {
                ApiKeyStore store = new ApiKeyStore(service, new SecureRandom(), InstantSource.system());
                ApiKeyStore.Issued issued = service.await(store.create(
                        new ApiKeyStore.Request("ci", "default", Role.READER, Optional.empty(), Optional.empty())));
                await().until(() -> book.find(issued.key().id()).isPresent()); // by the watch
                service.await(store.revoke(issued.key().id()));
                await().until(() ->
                        book.find(issued.key().id()).orElseThrow().revokedAt().isPresent());
                assertThat(edge.await(edge.compareAndSet("/linklog/services/a/b", Etcd.ABSENT, "{}")))
                        .isPresent();
                for (Etcd other : List.of(edge, nobody)) {
                    for (String secret : List.of("/linklog/api-keys/", "/linklog/keys/", "/linklog/webhooks/")) {
                        assertThatThrownBy(() -> other.await(other.list(secret)))
                                .as(secret)
                                .isInstanceOf(Exception.class);
                    }
                }
            }
        }
    }
}
