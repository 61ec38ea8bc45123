package io.linklog.mesh.etcd;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.machine.FreePorts;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConnectionIT {

    private final String key = "/test/" + UUID.randomUUID();

    @Test
    void reconnectsSoonAfterALongOutageAndSendsNoWriteThatTimedOut() throws Exception {
        URI etcdAddress = URI.create(SharedStack.with(Server.ETCD).etcdEndpoint());
        int port = FreePorts.choose(1).get(0);
        try (Etcd etcd = new Etcd(EtcdSettings.of(URI.create("http://127.0.0.1:" + port)))) {
            // long enough for gRPC to wait some seconds between its own attempts
            long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
            while (System.nanoTime() < end) {
                assertThatThrownBy(() -> etcd.await(etcd.compareAndSet(key, Etcd.ABSENT, "given up")))
                        .isInstanceOf(EtcdUnavailableException.class);
            }
            try (Proxy back = new Proxy(port, etcdAddress.getPort())) {
                long begin = System.nanoTime();
                await().pollInterval(Duration.ofMillis(50)).ignoreExceptions().until(() -> {
                    assertThat(etcd.await(etcd.get(key))).isEmpty();
                    return true;
                });
                Duration found = Duration.ofNanos(System.nanoTime() - begin);
                System.out.printf("etcd was found %d ms after it was back%n", found.toMillis());
                assertThat(found).isLessThan(Duration.ofSeconds(9));
            }
        }
    }
}
