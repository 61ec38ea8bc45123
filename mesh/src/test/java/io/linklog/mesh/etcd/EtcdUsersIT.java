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
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.Registration;
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

/**
 * An etcd that begins to ask for a user while a process works with it. The test of the closed servers in acceptance
 * looks at the rights of each user.
 */
class EtcdUsersIT {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static final ApiKeyStore.Request KEY =
            new ApiKeyStore.Request("ci", "default", Role.READER, Optional.empty(), Optional.empty());

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
                PATIENT,
                new KeySpace("/" + user.orElse("linklog"))));
    }

    private static void switchOn(String endpoint) throws Exception {
        try (Client root = Client.builder().endpoints(endpoint).build()) {
            Auth auth = root.getAuthClient();
            for (String user : List.of("root", "linklog", "greeter")) {
                auth.userAdd(Etcd.bytes(user), Etcd.bytes("password-of-" + user))
                        .get();
                auth.roleAdd(Etcd.bytes(user)).get();
                auth.userGrantRole(Etcd.bytes(user), Etcd.bytes(user)).get();
            }
            for (String program : List.of("linklog", "greeter")) {
                auth.roleGrantPermission(
                                Etcd.bytes(program),
                                Etcd.bytes("/" + program + "/"),
                                Etcd.bytes("/" + program + "0"), // the character after the slash
                                Permission.Type.READWRITE)
                        .get();
            }
            auth.authEnable().get();
        }
    }

    /** The first call after a change fails: by it the client learns whether etcd asks. */
    private static ApiKeyStore.Issued create(Etcd etcd, ApiKeyStore store) {
        return await().ignoreExceptions().until(() -> etcd.await(store.create(KEY)), issued -> true);
    }

    @Test
    void aProcessWithAUserWorksBeforeAndAfterEtcdAsksForOne() throws Exception {
        try (LocalStack stack =
                LocalStack.builder(folder.resolve("etcd")).with(Server.ETCD).start()) {
            String endpoint = stack.etcdEndpoint();
            try (Etcd service = as(endpoint, Optional.of("linklog"));
                    Etcd nobody = as(endpoint, Optional.empty());
                    KeyBook book = new KeyBook(service, folder.resolve("keys.json"), new SimpleMeterRegistry())) {
                ApiKeyStore store = new ApiKeyStore(service, new SecureRandom(), InstantSource.system());
                ApiKeyStore.Issued before = create(service, store);
                await().until(() -> book.find(before.key().id()).isPresent());

                switchOn(endpoint);
                ApiKeyStore.Issued after = create(service, store);
                await().until(() -> book.find(after.key().id()).isPresent());
                assertThatThrownBy(() -> nobody.await(nobody.list("/linklog/api-keys/")))
                        .isInstanceOf(EtcdUnavailableException.class);
            }
            aProgramOfItsOwnNeedsNoOtherRight(endpoint);
        }
    }

    private static void aProgramOfItsOwnNeedsNoOtherRight(String endpoint) throws Exception {
        Instance instance =
                Instance.builder("greeter", "greeter-1", "127.0.0.1", 8080).build();
        try (Etcd greeter = as(endpoint, Optional.of("greeter"));
                Registration registration =
                        new Registration(greeter, instance, Registration.USUAL_TTL, new SimpleMeterRegistry())) {
            assertThat(registration.whenRegistered().get().hashId()).isOne();
            assertThatThrownBy(() -> greeter.await(greeter.list("/linklog/services/")))
                    .hasMessageContaining("permission denied");
        }
    }
}
