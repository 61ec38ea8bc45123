package io.linklog.mesh.etcd;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyWatchIT {

    private static final String KEY = "/test/followed";

    @Test
    void seesTheLatestValueAcrossARestartOfEtcd(@TempDir Path folder) throws Exception {
        try (LocalStack stack = LocalStack.builder(folder).with(Server.ETCD).start();
                Etcd etcd = PatientEtcd.at(stack.etcdEndpoint())) {
            List<String> seen = new CopyOnWriteArrayList<>();
            try (KeyWatch watch = etcd.watch(
                    KEY, entry -> seen.add(entry.map(Etcd.Entry::value).orElse("absent")))) {
                await().until(() -> seen.contains("absent"));

                set(etcd, "one");
                await().until(() -> seen.contains("one"));

                stack.kill(Server.ETCD);
                stack.start(Server.ETCD);
                await().ignoreExceptions().until(() -> {
                    set(etcd, "two");
                    return true;
                });
                await().until(() -> seen.contains("two"));

                etcd.await(etcd.delete(KEY));
                await().until(() -> seen.get(seen.size() - 1).equals("absent"));
            }
            assertThat(seen).containsExactly("absent", "one", "two", "absent");
        }
    }

    @Test
    void callsAListenerAgainAfterItFailed(@TempDir Path folder) throws Exception {
        try (LocalStack stack = LocalStack.builder(folder).with(Server.ETCD).start();
                Etcd etcd = PatientEtcd.at(stack.etcdEndpoint())) {
            AtomicBoolean ready = new AtomicBoolean();
            List<String> seen = new CopyOnWriteArrayList<>();
            set(etcd, "value");
            try (KeyWatch watch = etcd.watch(KEY, entry -> {
                if (!ready.getAndSet(true)) {
                    throw new IllegalStateException("not yet");
                }
                seen.add(entry.orElseThrow().value());
            })) {
                await().until(() -> seen.equals(List.of("value")));
            }
        }
    }

    private static void set(Etcd etcd, String value) throws InterruptedException {
        long revision = etcd.await(etcd.get(KEY)).map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
        etcd.await(etcd.compareAndSet(KEY, revision, value));
    }
}
