package io.linklog.mesh.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotWriterTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    @TempDir
    private Path folder;

    private final AtomicInteger made = new AtomicInteger();
    private SnapshotWriter writer;

    private SnapshotFile file() {
        return new SnapshotFile(folder.resolve("values.json"));
    }

    private SnapshotWriter writer() {
        writer = new SnapshotWriter(file(), "value");
        return writer;
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private SnapshotFile.Snapshot snapshot(int number) {
        made.incrementAndGet();
        return new SnapshotFile.Snapshot(NOW, List.of(new Etcd.Entry("/number", Integer.toString(number), 0, 0, 0)));
    }

    private String onDisk() {
        return file().read().map(known -> known.entries().get(0).value()).orElse("none");
    }

    @Test
    void whoeverChangesValuesDoesNotWaitForTheDiskAndManyChangesAreOneWrite() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch disk = new CountDownLatch(1);
        writer().write(() -> {
            begun.countDown();
            try {
                disk.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return snapshot(0);
        });
        begun.await();
        for (int i = 1; i <= 10_000; i++) {
            int number = i;
            writer.write(() -> snapshot(number));
        }
        assertThat(made).hasValue(0);
        disk.countDown();
        await().until(() -> onDisk().equals("10000"));
        assertThat(made.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void aChangeAfterAPauseIsOnDiskSoon() {
        writer().write(() -> snapshot(1));
        await().until(() -> onDisk().equals("1"));
        writer.write(() -> snapshot(2));
        await().until(() -> onDisk().equals("2"));
    }

    @Test
    void aCloseWritesTheLastChange() {
        writer().write(() -> snapshot(1));
        writer.write(() -> snapshot(2));
        writer.write(() -> snapshot(3));
        writer.close();
        assertThat(onDisk()).isEqualTo("3");
        writer.write(() -> snapshot(4));
        writer.close();
        assertThat(onDisk()).isEqualTo("3");
    }

    @Test
    void aSnapshotThatCannotBeMadeDoesNotEndTheWrites() {
        writer().write(() -> {
            throw new IllegalStateException("a test");
        });
        writer.write(() -> snapshot(1));
        await().until(() -> onDisk().equals("1"));
    }
}
