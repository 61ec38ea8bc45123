package io.linklog.mesh.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptValueIT {

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final String key = "/test/kept-" + UUID.randomUUID();
    private final KeptValue kept = new KeptValue(etcd, key, value -> value.compareTo("5") < 0);

    @AfterEach
    void close() {
        etcd.close();
    }

    @Test
    void keyWithoutAnyValueStaysAbsent() throws Exception {
        assertThat(kept.keep(read())).isEmpty();
        assertThat(read()).isEmpty();
    }

    @Test
    void lostValueIsWrittenBack() throws Exception {
        kept.keep(Optional.of(entry("5", 1_000_000)));
        assertThat(kept.keep(read()).orElseThrow().value()).isEqualTo("5");
        assertThat(read().orElseThrow().value()).isEqualTo("5");
    }

    @Test
    void olderValueOfAnOlderEtcdIsReplaced() throws Exception {
        kept.keep(Optional.of(entry("5", 1_000_000)));
        etcd.await(etcd.compareAndSet(key, Etcd.ABSENT, "4"));
        assertThat(kept.keep(read()).orElseThrow().value()).isEqualTo("5");
        assertThat(read().orElseThrow().value()).isEqualTo("5");
    }

    @Test
    void newerValueOfAWipedEtcdStays() throws Exception {
        kept.keep(Optional.of(entry("5", 1_000_000)));
        etcd.await(etcd.compareAndSet(key, Etcd.ABSENT, "6"));
        assertThat(kept.keep(read()).orElseThrow().value()).isEqualTo("6");
        assertThat(read().orElseThrow().value()).isEqualTo("6");
    }

    @Test
    void lowerValueThatSomebodyWroteLaterStays() throws Exception {
        etcd.await(etcd.compareAndSet(key, Etcd.ABSENT, "5"));
        kept.keep(read());
        etcd.await(etcd.compareAndSet(key, read().orElseThrow().modRevision(), "4"));
        assertThat(kept.keep(read()).orElseThrow().value()).isEqualTo("4");
        assertThat(read().orElseThrow().value()).isEqualTo("4");
    }

    private Optional<Etcd.Entry> read() throws InterruptedException {
        return etcd.await(etcd.get(key));
    }

    private Etcd.Entry entry(String value, long revision) {
        return new Etcd.Entry(key, value, revision, revision, 0);
    }
}
