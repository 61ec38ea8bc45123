package io.linklog.mesh.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EtcdIT {

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final String key = "/test/" + UUID.randomUUID();

    @AfterEach
    void close() {
        etcd.close();
    }

    @Test
    void aMissingKeyIsEmpty() throws Exception {
        assertThat(etcd.await(etcd.get(key))).isEmpty();
    }

    @Test
    void compareAndSetWritesOnlyIfTheKeyIsUnchanged() throws Exception {
        long first = etcd.await(etcd.compareAndSet(key, Etcd.ABSENT, "one")).orElseThrow();
        assertThat(etcd.await(etcd.compareAndSet(key, Etcd.ABSENT, "other"))).isEmpty();
        assertThat(etcd.await(etcd.get(key))).contains(new Etcd.Entry(key, "one", first, first, 0));

        long second = etcd.await(etcd.compareAndSet(key, first, "two")).orElseThrow();
        assertThat(second).isGreaterThan(first);
        assertThat(etcd.await(etcd.compareAndSet(key, first, "three"))).isEmpty();
        assertThat(etcd.await(etcd.get(key))).contains(new Etcd.Entry(key, "two", first, second, 0));
    }

    @Test
    void concurrentCreatorsAllGetTheValueOfTheOneThatWon() throws Exception {
        List<CompletableFuture<Etcd.Entry>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(etcd.getOrCreate(key, "value " + i));
        }
        Set<String> seen = new TreeSet<>();
        for (CompletableFuture<Etcd.Entry> call : calls) {
            seen.add(etcd.await(call).value());
        }
        assertThat(seen).hasSize(1);
    }

    @Test
    void aDeletedKeyMayBeCreatedAgain() throws Exception {
        etcd.await(etcd.getOrCreate(key, "one"));
        etcd.await(etcd.delete(key));
        assertThat(etcd.await(etcd.get(key))).isEmpty();
        assertThat(etcd.await(etcd.getOrCreate(key, "two")).value()).isEqualTo("two");
    }

    @Test
    void failsInBoundedTimeIfEtcdIsUnavailable() {
        try (Etcd away = new Etcd(EtcdSettings.of(URI.create("http://127.0.0.1:1")))) {
            assertThatThrownBy(() -> away.await(away.get(key)))
                    .isInstanceOf(EtcdUnavailableException.class)
                    .hasMessageContaining("http://127.0.0.1:1");
        }
    }
}
