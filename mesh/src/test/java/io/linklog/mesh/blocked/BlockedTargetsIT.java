package io.linklog.mesh.blocked;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.etcd.Transaction;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockedTargetsIT {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String HOST = ".blocked-targets-it.example";

    @TempDir
    private Path folder;

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final BlockedTargetStore store = new BlockedTargetStore(etcd, InstantSource.fixed(NOW));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicReference<Set<String>> followed = new AtomicReference<>(Set.of());

    @AfterEach
    void close() throws Exception {
        for (Etcd.Entry entry : etcd.await(etcd.list(BlockedTargetJson.PREFIX)).entries()) {
            etcd.await(etcd.delete(entry.key()));
        }
        etcd.close();
    }

    private void take(Collection<BlockedTarget> targets) {
        followed.set(targets.stream().map(BlockedTarget::host).collect(Collectors.toSet()));
    }

    private BlockedTargetBook book(Etcd from) {
        return new BlockedTargetBook(from, folder.resolve("blocked.json"), meters, this::take);
    }

    @Test
    void aTargetIsFollowedFromItsAdditionToItsRemovalAndBothMayBeRepeated() throws Exception {
        try (BlockedTargetBook book = book(etcd)) {
            BlockedTarget added = new BlockedTarget(HOST, NOW, Optional.of("key-1"));
            assertThat(etcd.await(store.add(HOST, Optional.of("key-1"))))
                    .isEqualTo(new BlockedTargetStore.Addition(added, true));
            await().until(() -> followed.get().contains(HOST));
            assertThat(book.whenFollowed()).isDone();
            assertThat(etcd.await(store.add(HOST, Optional.of("key-2"))))
                    .isEqualTo(new BlockedTargetStore.Addition(added, false));
            assertThat(etcd.await(store.list())).containsExactly(added);

            assertThat(etcd.await(store.remove(HOST))).isTrue();
            await().until(() -> followed.get().isEmpty());
            assertThat(etcd.await(store.remove(HOST))).isFalse();
            assertThat(etcd.await(store.list())).isEmpty();

            assertThat(etcd.await(store.add(HOST, Optional.empty())).isNew()).isTrue();
            await().until(() -> followed.get().contains(HOST));
        }
    }

    @Test
    void whatEtcdHasLostIsWrittenBackAndARemovalStays() throws Exception {
        String removed = "removed" + HOST;
        etcd.await(store.add(HOST, Optional.of("key-1")));
        etcd.await(store.add(removed, Optional.empty()));
        String before = value(removed);
        List<BlockedTarget> blocked = etcd.await(store.list());
        try (BlockedTargetBook book = book(etcd)) {
            await().until(() -> followed.get().contains(removed));
            etcd.await(store.remove(removed));
            await().until(() -> followed.get().equals(Set.of(HOST)));

            etcd.await(etcd.delete(BlockedTargetJson.path(HOST)));
            await().until(() -> etcd.await(store.list()).equals(blocked.subList(0, 1)));
            assertThat(followed.get()).containsExactly(HOST);

            // as a backup from before the removal would
            put(removed, before);
            await().until(() -> !value(removed).equals(before));
            assertThat(etcd.await(store.list())).extracting(BlockedTarget::host).containsExactly(HOST);
            assertThat(followed.get()).containsExactly(HOST);

            etcd.await(etcd.delete(BlockedTargetJson.path(removed)));
            etcd.await(store.add("last" + HOST, Optional.empty()));
            await().until(() -> followed.get().contains("last" + HOST));
            assertThat(etcd.await(etcd.get(BlockedTargetJson.path(removed))))
                    .as("a removed target may vanish")
                    .isEmpty();
        }
    }

    private String value(String host) throws InterruptedException {
        return etcd.await(etcd.get(BlockedTargetJson.path(host))).orElseThrow().value();
    }

    private void put(String host, String value) throws InterruptedException {
        etcd.await(etcd.transaction().put(BlockedTargetJson.path(host), value).commit());
    }

    @Test
    void aTargetThatAnEarlierBuildAddedIsReadAndRemoved() throws Exception {
        put(HOST, "{\"format\":1,\"addedAt\":\"2026-01-31T12:00:00Z\",\"addedBy\":\"key-1\"}");
        assertThat(etcd.await(store.list())).containsExactly(new BlockedTarget(HOST, NOW, Optional.of("key-1")));
        assertThat(etcd.await(store.remove(HOST))).isTrue();
        assertThat(etcd.await(store.list())).isEmpty();
    }

    @Test
    void withoutEtcdTheLastKnownTargetsAreUsedAlsoAfterARestart() throws Exception {
        etcd.await(store.add(HOST, Optional.empty()));
        try (BlockedTargetBook book = book(etcd)) {
            await().until(() -> followed.get().contains(HOST));
        }
        assertThat(followed.get()).contains(HOST);
        followed.set(Set.of());
        try (Etcd away = PatientEtcd.at("http://127.0.0.1:1");
                BlockedTargetBook book = book(away)) {
            assertThat(followed.get()).containsExactly(HOST);
            assertThat(book.whenFollowed()).isNotDone();
        }
    }

    @Test
    void aValueThatIsNoTargetIsCountedAndLeftOut() throws Exception {
        etcd.await(store.add(HOST, Optional.empty()));
        etcd.await(etcd.compareAndSet(BlockedTargetJson.path("broken.example"), Etcd.ABSENT, "{}"));
        try (BlockedTargetBook book = book(etcd)) {
            await().until(() -> followed.get().contains(HOST));
            assertThat(followed.get()).doesNotContain("broken.example");
            assertThat(meters.counter("linklog.blocked.targets.malformed").count())
                    .isPositive();
        }
        assertThat(etcd.await(store.list())).hasSize(1);
    }

    @Test
    void theirNumberIsBounded() throws Exception {
        int most = BlockedTargetStore.MOST_TARGETS;
        String value = BlockedTargetJson.write(new BlockedTarget(HOST, NOW, Optional.empty()));
        for (int from = 0; from < most; from += 100) {
            Transaction some = etcd.transaction();
            for (int i = from; i < Math.min(from + 100, most); i++) {
                // the longest name of DNS: all of them must fit into one answer of etcd
                some.put(BlockedTargetJson.path("." + "a".repeat(244) + "%09d".formatted(i)), value);
            }
            assertThat(etcd.await(some.commit())).isPresent();
        }
        assertThatThrownBy(() -> etcd.await(store.add(HOST, Optional.empty())))
                .hasMessageContaining("there are 5000 blocked targets already");
        try (BlockedTargetBook book = book(etcd)) {
            await().until(() -> followed.get().size() == most);
        }
        put(
                "." + "a".repeat(244) + "%09d".formatted(1),
                BlockedTargetJson.write(new BlockedTarget(HOST, NOW, Optional.empty()).withRemoval(NOW)));
        etcd.await(store.add(HOST, Optional.empty()));
        assertThat(etcd.await(etcd.list(BlockedTargetJson.PREFIX)).entries())
                .as("a removed one makes place")
                .hasSize(most);
        assertThatThrownBy(() -> store.add("a".repeat(255), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
