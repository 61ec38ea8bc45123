package io.linklog.mesh.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.etcd.Transaction;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Who may make a key when there are many. Counts all keys: meanwhile no other test may write one. */
@ResourceLock("api-keys")
class KeyAdditionsIT {

    private static final int A_TRANSACTION = 100;

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final ApiKeyStore store = new ApiKeyStore(etcd, new SecureRandom(), InstantSource.system());
    private final List<String> written = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int from = 0; from < written.size(); from += A_TRANSACTION) {
            Transaction removal = etcd.transaction();
            written.subList(from, Math.min(from + A_TRANSACTION, written.size()))
                    .forEach(removal::delete);
            etcd.await(removal.commit());
        }
        etcd.close();
    }

    private static ApiKeyStore.Request request(String tenant) {
        return new ApiKeyStore.Request("ci", tenant, Role.READER, Optional.empty(), Optional.empty());
    }

    private ApiKey key(String tenant, Instant createdAt) {
        KeyText text = KeyText.generate(new SecureRandom());
        return new ApiKey(
                text.id(),
                "one of many",
                tenant,
                Role.READER,
                List.of(SecretHash.of(text)),
                Optional.of(createdAt.plus(Duration.ofDays(1))),
                Optional.empty(),
                createdAt,
                Optional.empty(),
                1);
    }

    /** Writes keys without counting them. */
    private void fill(String tenant, int keys, Instant createdAt) throws Exception {
        for (int done = 0; done < keys; ) {
            Transaction addition = etcd.transaction();
            for (int i = 0; i < A_TRANSACTION && done < keys; i++, done++) {
                ApiKey key = key(tenant, createdAt);
                addition.put(KeyPaths.of(key.id()), ApiKeyJson.write(key));
                written.add(KeyPaths.of(key.id()));
            }
            etcd.await(addition.commit());
        }
    }

    private ApiKey made(CompletableFuture<ApiKeyStore.Issued> creation) throws Exception {
        ApiKey key = etcd.await(creation).key();
        written.add(KeyPaths.of(key.id()));
        written.add(KeyPaths.additions(key.tenant()));
        return key;
    }

    @Test
    void anAdminWhoMakesAllKeysOfATenantKeepsNobodyElseOut() throws Exception {
        fill("red", ApiKeyStore.MOST_OF_TENANT, Instant.now());
        assertThatThrownBy(() -> made(store.createForAdmin(request("red"))))
                .hasMessageContaining("the tenant has 500 keys already");
        assertThat(made(store.createForAdmin(request("blue"))).tenant()).isEqualTo("blue");
        assertThat(made(store.create(request("red"))).tenant())
                .as("an operator")
                .isEqualTo("red");
    }

    @Test
    void ofManyKeysAtOnceNoneIsOverTheBound() throws Exception {
        fill("red", ApiKeyStore.MOST_OF_TENANT - 1, Instant.now());
        List<CompletableFuture<ApiKeyStore.Issued>> creations = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            creations.add(store.createForAdmin(request("red")));
        }
        int added = 0;
        for (CompletableFuture<ApiKeyStore.Issued> creation : creations) {
            try {
                made(creation);
                added++;
            } catch (EtcdUnavailableException e) {
                assertThat(e).hasMessageContaining("the tenant has 500 keys already");
            }
        }
        assertThat(added).isOne();
    }

    @Test
    void keysThatAreRemovedNextDoNotCount() throws Exception {
        fill("red", ApiKeyStore.MOST_OF_TENANT, Instant.now().minus(Duration.ofDays(40)));
        assertThat(made(store.createForAdmin(request("red"))).tenant()).isEqualTo("red");
    }

    @Test
    void whatTenantsMakeLeavesRoomForTheTenantDefaultAndForOperators() throws Exception {
        int others = etcd.await(store.list()).size();
        fill("many", ApiKeyStore.MOST_KEYS - 2 * ApiKeyStore.MOST_OF_TENANT - others, Instant.now());
        assertThatThrownBy(() -> made(store.createForAdmin(request("blue"))))
                .hasMessageContaining("there are 4000 keys already")
                .hasMessageContaining("./linklog keys create");
        made(store.createForAdmin(request(ApiKey.DEFAULT_TENANT)));
        fill("many", ApiKeyStore.MOST_OF_TENANT - 1, Instant.now());
        assertThatThrownBy(() -> made(store.createForAdmin(request(ApiKey.DEFAULT_TENANT))))
                .hasMessageContaining("there are 4500 keys already");
        made(store.create(request("blue")));
        fill("many", ApiKeyStore.MOST_OF_TENANT - 1, Instant.now());
        assertThatThrownBy(() -> made(store.create(request("blue")))).hasMessageContaining("there are 5000 keys");
    }
}
