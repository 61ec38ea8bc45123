package io.linklog.mesh.registry;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults of a process: it is killed, or stopped for longer than its lease. */
class ProcessFaultsIT {

    private static final Duration TTL = Duration.ofSeconds(3);

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    private final Etcd etcd = PatientEtcd.at(endpoint);
    private final String service = "s-" + UUID.randomUUID();
    private final ServiceDirectory directory =
            new ServiceDirectory(etcd, DirectorySettings.all().only(service), new SimpleMeterRegistry());

    @AfterEach
    void close() {
        directory.close();
        etcd.close();
    }

    @Test
    void aKilledInstanceDisappearsAfterItsTimeToLive() throws Exception {
        try (ChildProcess child = new ChildProcess(endpoint, service, "i-1", TTL)) {
            child.awaitRegistration();
            await().until(() -> directory.up(service).size() == 1);
            long killed = System.nanoTime();
            child.kill();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> directory.instances(service).isEmpty());
            Duration gone = Duration.ofNanos(System.nanoTime() - killed);
            System.out.printf("Gone %d ms after kill -9, time to live %d ms%n", gone.toMillis(), TTL.toMillis());
            // etcd revokes expired leases twice a second; the rest allows for a busy machine
            assertThat(gone).isLessThan(TTL.plusSeconds(5));
        }
    }

    @Test
    void aSuspendedProcessReturnsAsANewGenerationAndTheOldOneCannotWrite() throws Exception {
        try (ChildProcess child = new ChildProcess(endpoint, service, "i-1", TTL)) {
            long before = child.awaitRegistration();
            await().until(() -> directory.up(service).size() == 1);
            Instance first = directory.up(service).get(0);
            assertThat(first.generation()).isEqualTo(before);

            child.signal("STOP");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> directory.instances(service).isEmpty());
            child.signal("CONT");

            long after = child.again();
            assertThat(after).isGreaterThan(before);
            assertThat(child.line("fenced "))
                    .as("a write by the old generation")
                    .isEqualTo("fenced refused");
            await().until(() -> directory.up(service).size() == 1);
            assertThat(directory.up(service)).containsExactly(first.withGeneration(after));
            assertThat(etcd.await(etcd.get("/test/" + service))).isEmpty();
        }
    }
}
