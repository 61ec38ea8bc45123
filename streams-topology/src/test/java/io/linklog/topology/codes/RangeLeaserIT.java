package io.linklog.topology.codes;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangeLeaserIT {

    private static final int LEASERS = 6;

    @TempDir
    Path folder;

    @Test
    void noTwoIdsAreEqualThoughLeasersAndEtcdAreKilled() throws Exception {
        Queue<IdRange> leased = new ConcurrentLinkedQueue<>();
        try (LocalStack stack = LocalStack.builder(folder).with(Server.ETCD).start()) {
            for (int round = 0; round < 3; round++) {
                List<Thread> threads = new ArrayList<>();
                List<Etcd> clients = new ArrayList<>();
                for (int i = 0; i < LEASERS; i++) {
                    Etcd etcd = new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())));
                    clients.add(etcd);
                    Thread thread = new Thread(() -> leaseUntilInterrupted(etcd, leased));
                    threads.add(thread);
                    thread.start();
                }
                int before = leased.size();
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> leased.size() > before + 10);
                stack.kill(Server.ETCD);
                // some during a call, some between two calls
                threads.forEach(Thread::interrupt);
                for (int i = 0; i < LEASERS; i++) {
                    threads.get(i).join();
                    clients.get(i).close();
                }
                stack.start(Server.ETCD);
            }
        }
        List<IdRange> inOrder = new ArrayList<>(leased);
        inOrder.sort(Comparator.comparingLong(IdRange::from));
        for (int i = 1; i < inOrder.size(); i++) {
            assertThat(inOrder.get(i).from())
                    .isGreaterThanOrEqualTo(inOrder.get(i - 1).to());
        }
    }

    private static void leaseUntilInterrupted(Etcd etcd, Queue<IdRange> leased) {
        RangeLeaser leaser = new RangeLeaser(SharedNumber.of(etcd, "/test/ids/next"));
        Random random = new Random();
        while (true) {
            try {
                leased.add(leaser.lease(1 + random.nextInt(1_000)));
            } catch (ExecutionException e) {
                // the call may have succeeded: there may be a gap
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
