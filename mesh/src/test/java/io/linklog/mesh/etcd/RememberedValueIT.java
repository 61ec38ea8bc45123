package io.linklog.mesh.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.machine.FreePorts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedValueIT {

    @TempDir
    private Path folder;

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final Etcd away = new Etcd(
            EtcdSettings.of(URI.create("http://127.0.0.1:" + FreePorts.choose(1).get(0)))
                    .within(Duration.ofMillis(300)));
    private final String key = "/test/remembered-" + UUID.randomUUID();

    @AfterEach
    void close() {
        etcd.close();
        away.close();
    }

    private RememberedValue in(Etcd where) {
        return new RememberedValue(where, key, folder.resolve("state/value.json"));
    }

    private static Optional<String> value(RememberedValue stored) throws InterruptedException {
        return stored.get().map(Etcd.Entry::value);
    }

    @Test
    void theLastValueSeenIsUsedWhileEtcdIsAway() throws Exception {
        etcd.await(etcd.compareAndSet(key, Etcd.ABSENT, "first"));
        assertThat(value(in(etcd))).contains("first");
        assertThat(value(in(away))).contains("first");

        long revision = etcd.await(etcd.get(key)).orElseThrow().modRevision();
        etcd.await(etcd.compareAndSet(key, revision, "second"));
        in(etcd).remember(etcd.await(etcd.get(key)));
        assertThat(value(in(away))).contains("second");
    }

    @Test
    void thatThereWasNoValueIsRememberedToo() throws Exception {
        assertThat(value(in(etcd))).isEmpty();
        assertThat(value(in(away))).isEmpty();
    }

    @Test
    void anEtcdThatNeverAnsweredIsAnError() {
        assertThatThrownBy(() -> in(away).get()).isInstanceOf(EtcdUnavailableException.class);
    }
}
