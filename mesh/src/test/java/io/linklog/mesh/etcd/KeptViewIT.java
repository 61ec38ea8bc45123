package io.linklog.mesh.etcd;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows values that are their own keys. */
class KeptViewIT {

    private final String prefix = "/linklog/test-" + UUID.randomUUID() + "/";

    @TempDir
    private Path folder;

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final CountDownLatch disk = new CountDownLatch(1);
    private volatile Collection<String> known = List.of();

    @AfterEach
    void close() throws Exception {
        for (String name : List.of("first", "second")) {
            etcd.await(etcd.delete(prefix + name));
        }
        etcd.close();
    }

    private void put(String name) throws Exception {
        etcd.await(etcd.compareAndSet(prefix + name, Etcd.ABSENT, name));
    }

    private KeptView<String> view() {
        KeptKind<String> kind = new KeptKind<>(
                prefix,
                "word",
                word -> prefix + word,
                this::write,
                Etcd.Entry::value,
                word -> true,
                (one, other) -> false);
        return new KeptView<>(
                etcd, kind, folder.resolve("words.json"), new SimpleMeterRegistry(), words -> known = words);
    }

    /** As on a disk that does not answer. */
    private String write(String word) {
        try {
            disk.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return word;
    }

    @Test
    void aChangeIsKnownBeforeTheSnapshotOfTheOneBeforeIsWritten() throws Exception {
        try (KeptView<String> view = view()) {
            put("first");
            await().until(() -> known.contains("first"));
            put("second");
            await().until(() -> known.contains("second"));
            disk.countDown();
        }
        List<String> onDisk = new SnapshotFile(folder.resolve("words.json"))
                .read()
                .orElseThrow()
                .read(Etcd.Entry::value);
        assertThat(onDisk).as("a close writes the last one").containsExactlyInAnyOrder("first", "second");
    }
}
