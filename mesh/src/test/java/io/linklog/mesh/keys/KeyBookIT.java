package io.linklog.mesh.keys;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.etcd.Proxy;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Follows all keys and counts changes. Meanwhile no other test may write a key. */
@ResourceLock("api-keys")
class KeyBookIT {

    private static final ApiKeyStore.Request CI = new ApiKeyStore.Request(
            "ci",
            "default",
            Role.AUTHOR,
            Optional.of(Instant.parse("2099-01-01T00:00:00Z")),
            Optional.of(new RateLimit(20, 1)));

    @TempDir
    private Path folder;

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    private final Etcd etcd = PatientEtcd.at(endpoint);
    private final ApiKeyStore store = new ApiKeyStore(etcd, new SecureRandom(), InstantSource.system());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> written = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (String key : written) {
            etcd.await(etcd.delete(key));
        }
        etcd.close();
    }

    private KeyBook book(Etcd from) {
        return new KeyBook(from, snapshot(), Duration.ofHours(1), meters, InstantSource.system());
    }

    private Path snapshot() {
        return folder.resolve("api-keys.json");
    }

    private ApiKeyStore.Issued create() throws Exception {
        ApiKeyStore.Issued issued = etcd.await(store.create(CI));
        written.add(KeyPaths.of(issued.key().id()));
        return issued;
    }

    private static boolean isUsable(KeyBook book, ApiKeyStore.Issued issued) {
        return book.find(issued.key().id())
                .filter(key -> key.isUsableAt(Instant.now())
                        && key.acceptsAt(Instant.now(), issued.text().hash()))
                .isPresent();
    }

    @Test
    void aKeyWorksWhenItIsMadeAndNotWhenItIsRevoked() throws Exception {
        try (KeyBook book = book(etcd)) {
            ApiKeyStore.Issued issued = create();
            await().until(() -> isUsable(book, issued));
            assertThat(etcd.await(store.list())).contains(issued.key());
            ApiKey revoked = etcd.await(store.revoke(issued.key().id())).orElseThrow();
            assertThat(revoked.revokedAt()).isPresent();
            await().until(() -> !isUsable(book, issued));
            assertThat(etcd.await(store.revoke(issued.key().id()))).contains(revoked);
            assertThat(etcd.await(store.revoke("unknown"))).isEmpty();
            assertThat(etcd.await(store.revoke("../keys/codes/1"))).isEmpty();
        }
    }

    @Test
    void aRotatedKeyKeepsItsIdAndBothSecretsWorkInTheGraceTime() throws Exception {
        try (KeyBook book = book(etcd)) {
            ApiKeyStore.Issued before = create();
            String id = before.key().id();
            ApiKeyStore.Issued after =
                    etcd.await(store.rotate(id, Duration.ofHours(1))).orElseThrow();
            assertThat(after.text().id()).isEqualTo(id);
            await().until(() -> isUsable(book, after));
            assertThat(isUsable(book, before)).isTrue();
            assertThatThrownBy(() -> etcd.await(store.rotate(id, Duration.ofHours(1))))
                    .hasMessageContaining("works until");
            etcd.await(store.rotate(id, Duration.ZERO));
            await().until(() -> !isUsable(book, before) && !isUsable(book, after));
            etcd.await(store.revoke(id));
            assertThatThrownBy(() -> etcd.await(store.rotate(id, Duration.ZERO)))
                    .hasMessageContaining("revoked");
        }
    }

    @Test
    void theLastAdminOfTheSystemIsNotRevokedUnlessOnEtcdDirectly() throws Exception {
        // other keys of this etcd may be admins too: they belong to tests of other modules, which do not run now
        List<String> admins = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ApiKeyStore.Issued issued = etcd.await(store.create(
                    new ApiKeyStore.Request("a", "default", Role.ADMIN, Optional.empty(), Optional.empty())));
            admins.add(issued.key().id());
            written.add(KeyPaths.of(issued.key().id()));
        }
        assertThat(etcd.await(store.revokeUnlessLastAdmin(admins.get(0)))
                        .orElseThrow()
                        .revokedAt())
                .isPresent();
        assertThat(etcd.await(store.revokeUnlessLastAdmin(admins.get(0)))).isPresent();
        assertThatThrownBy(() -> etcd.await(store.revokeUnlessLastAdmin(admins.get(1))))
                .hasMessageContaining("last admin");
        assertThat(etcd.await(store.get(admins.get(1))).orElseThrow().revokedAt())
                .isEmpty();
        assertThat(etcd.await(store.revokeUnlessLastAdmin(create().key().id()))).isPresent();
        assertThat(etcd.await(store.revokeUnlessLastAdmin("unknown"))).isEmpty();
        assertThat(etcd.await(store.revoke(admins.get(1))).orElseThrow().revokedAt())
                .isPresent();
    }

    @Test
    void withEtcdAwayTheLastKeysGoOnAlsoAfterARestart() throws Exception {
        ApiKeyStore.Issued good = create();
        ApiKeyStore.Issued revoked = create();
        etcd.await(store.revoke(revoked.key().id()));
        try (Proxy proxy = new Proxy(URI.create(endpoint).getPort());
                Etcd behind = new Etcd(EtcdSettings.of(URI.create(proxy.endpoint())))) {
            try (KeyBook book = book(behind)) {
                book.whenFollowed().get();
                proxy.refuse(true);
                assertThat(isUsable(book, good)).isTrue();
            }
            try (KeyBook restarted = book(behind)) {
                assertThat(restarted.isKnown()).isTrue();
                assertThat(isUsable(restarted, good)).isTrue();
                assertThat(isUsable(restarted, revoked)).isFalse();
                assertThat(restarted.whenFollowed()).isNotDone();
                etcd.await(store.revoke(good.key().id()));
                assertThat(isUsable(restarted, good)).isTrue();
                proxy.refuse(false);
                await().until(() -> !isUsable(restarted, good));
            }
        }
    }

    @Test
    void whatEtcdHasLostIsWrittenBackAndARevocationStays() throws Exception {
        ApiKeyStore.Issued good = create();
        ApiKeyStore.Issued revoked = create();
        String before = etcd.await(etcd.get(KeyPaths.of(revoked.key().id())))
                .orElseThrow()
                .value();
        etcd.await(store.revoke(revoked.key().id()));
        try (KeyBook book = book(etcd)) {
            book.whenFollowed().get();
            etcd.await(etcd.delete(KeyPaths.of(good.key().id())));
            await().until(() -> etcd.await(store.get(good.key().id())).equals(Optional.of(good.key())));
            assertThat(isUsable(book, good)).isTrue();
            // as a backup from before the revocation would
            long revision = etcd.await(etcd.get(KeyPaths.of(revoked.key().id())))
                    .orElseThrow()
                    .modRevision();
            etcd.await(etcd.compareAndSet(KeyPaths.of(revoked.key().id()), revision, before));
            await().until(() -> etcd.await(store.get(revoked.key().id()))
                    .orElseThrow()
                    .revokedAt()
                    .isPresent());
            assertThat(isUsable(book, revoked)).isFalse();
        }
    }

    @Test
    void aRotationThatABackupUndoesIsWrittenBack() throws Exception {
        ApiKeyStore.Issued issued = create();
        String path = KeyPaths.of(issued.key().id());
        String before = etcd.await(etcd.get(path)).orElseThrow().value();
        try (KeyBook book = book(etcd)) {
            ApiKeyStore.Issued rotated =
                    etcd.await(store.rotate(issued.key().id(), Duration.ZERO)).orElseThrow();
            await().until(() -> isUsable(book, rotated));
            long revision = etcd.await(etcd.get(path)).orElseThrow().modRevision();
            etcd.await(etcd.compareAndSet(path, revision, before));
            await().until(() -> etcd.await(store.get(issued.key().id())).equals(Optional.of(rotated.key())));
            assertThat(isUsable(book, issued)).isFalse();
            assertThat(isUsable(book, rotated)).isTrue();
        }
    }

    @Test
    void aKeyThatEndedAMonthAgoIsRemovedByTheNextCreateAndNotWrittenBack() throws Exception {
        ApiKeyStore.Issued ended = create();
        String path = KeyPaths.of(ended.key().id());
        etcd.await(store.revoke(ended.key().id()));
        InstantSource later = () -> Instant.now().plus(Duration.ofDays(31));
        ApiKeyStore nextMonth = new ApiKeyStore(etcd, new SecureRandom(), later);
        try (KeyBook book = new KeyBook(etcd, snapshot(), Duration.ofHours(1), meters, later)) {
            book.whenFollowed().get();
            assertThat(book.find(ended.key().id())).isPresent();
            ApiKeyStore.Issued fresh = etcd.await(nextMonth.create(CI));
            written.add(KeyPaths.of(fresh.key().id()));
            await().until(() -> book.find(fresh.key().id()).isPresent());
            assertThat(book.find(ended.key().id())).isEmpty();
            assertThat(etcd.await(etcd.get(path))).isEmpty();
        }
    }

    @Test
    void aNameThatContainsAKeyIsRefused() {
        String name = "like " + KeyText.generate(new SecureRandom()).reveal();
        assertThatThrownBy(() -> store.create(
                        new ApiKeyStore.Request(name, "default", Role.READER, Optional.empty(), Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not contain a key")
                .hasMessageNotContaining("llk_");
    }

    @Test
    void moreKeysThanATransactionTakesAreWrittenBack() throws Exception {
        ApiKeyStore.Issued first = create();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            String id = first.key().id() + i;
            String path = KeyPaths.of(id);
            paths.add(path);
            written.add(path);
            String json = ApiKeyJson.write(first.key()).replace(first.key().id(), id);
            etcd.await(etcd.compareAndSet(path, Etcd.ABSENT, json));
        }
        try (Proxy proxy = new Proxy(URI.create(endpoint).getPort());
                Etcd behind = new Etcd(EtcdSettings.of(URI.create(proxy.endpoint())));
                KeyBook book = book(behind)) {
            book.whenFollowed().get();
            // so that the book sees all of them vanish at once
            proxy.refuse(true);
            for (String path : paths) {
                etcd.await(etcd.delete(path));
            }
            proxy.refuse(false);
            await().until(() -> etcd.await(store.list()).stream()
                            .filter(key -> paths.contains(KeyPaths.of(key.id())))
                            .count()
                    == paths.size());
        }
    }

    @Test
    void whatOnlyTheSnapshotKnowsIsNotWrittenBack() throws Exception {
        ApiKeyStore.Issued issued = create();
        try (KeyBook book = book(etcd)) {
            await().until(() -> isUsable(book, issued));
        }
        etcd.await(etcd.delete(KeyPaths.of(issued.key().id())));
        try (KeyBook book = book(etcd)) {
            book.whenFollowed().get();
            assertThat(isUsable(book, issued)).isFalse();
        }
        assertThat(etcd.await(store.get(issued.key().id()))).isEmpty();
    }

    @Test
    void theSnapshotIsForItsOwnerAndHasNeitherSecretsNorThePermutationsKey() throws Exception {
        String permutation = "/linklog/keys/codes/test-" + System.nanoTime();
        written.add(permutation);
        etcd.await(etcd.compareAndSet(permutation, Etcd.ABSENT, "the-secret-of-the-permutation"));
        ApiKeyStore.Issued issued = create();
        try (KeyBook book = book(etcd)) {
            await().until(() -> isUsable(book, issued));
        }
        String text = issued.text().reveal();
        assertThat(snapshot())
                .content()
                .contains(issued.key().id())
                .doesNotContain(text, text.substring(text.lastIndexOf('_') + 1), "the-secret-of-the-permutation");
        assertThat(Files.getPosixFilePermissions(snapshot())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void theAgeSaysHowLongAgoTheKeysWereLastConfirmed() throws Exception {
        Instant start = Instant.parse("2026-11-29T10:00:00Z");
        AtomicReference<Instant> now = new AtomicReference<>(start);
        try (Proxy proxy = new Proxy(URI.create(endpoint).getPort());
                Etcd behind = new Etcd(EtcdSettings.of(URI.create(proxy.endpoint())))) {
            proxy.refuse(true);
            try (KeyBook book = new KeyBook(behind, snapshot(), Duration.ofHours(1), meters, now::get)) {
                assertThat(book.isKnown()).isFalse();
                assertThat(book.age()).isEmpty();
                assertThat(meters.get("linklog.keys.age").gauge().value()).isNaN();
                proxy.refuse(false);
                book.whenFollowed().get();
                await().until(() -> book.age().equals(Optional.of(Duration.ZERO)));
                proxy.refuse(true);
                now.set(start.plusSeconds(90));
                assertThat(book.age()).contains(Duration.ofSeconds(90));
                assertThat(meters.get("linklog.keys.age").gauge().value()).isEqualTo(90);
            }
        }
    }

    @Test
    void aMalformedValueIsCountedAndTheKeyKeepsItsLastOne() throws Exception {
        try (KeyBook book = book(etcd)) {
            ApiKeyStore.Issued issued = create();
            await().until(() -> isUsable(book, issued));
            String path = KeyPaths.of(issued.key().id());
            long revision = etcd.await(etcd.get(path)).orElseThrow().modRevision();
            etcd.await(etcd.compareAndSet(path, revision, "{\"format\":1}"));
            await().until(() -> meters.get("linklog.keys.malformed").counter().count() == 1);
            assertThat(isUsable(book, issued)).isTrue();
        }
    }
}
