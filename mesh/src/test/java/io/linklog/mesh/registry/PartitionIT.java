package io.linklog.mesh.registry;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.etcd.Proxy;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process loses its connection to a healthy etcd: its leases end, and it is not notified. */
class PartitionIT {

    // so long that a lease ends because of the network fault, and not because this JVM is starved
    private static final Duration TTL = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final URI address = URI.create(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String service = "s-" + UUID.randomUUID();
    private final Proxy proxy;
    private final Etcd near = PatientEtcd.at(address.toString());
    private final Etcd far;
    private final ServiceDirectory seenNear = directory(near);
    private final List<AutoCloseable> opened = new ArrayList<>();

    PartitionIT() throws Exception {
        proxy = new Proxy(address.getPort());
        far = new Etcd(EtcdSettings.of(URI.create(proxy.endpoint())));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        seenNear.close();
        far.close();
        near.close();
        proxy.close();
    }

    @Test
    void keepsItsViewWhenPacketsAreDroppedAndRecoversByItself() throws Exception {
        ServiceDirectory seenFar = open(directory(far));
        // its client makes no calls that could fail: it must notice by itself that its watch gets nothing
        Etcd alone = open(new Etcd(EtcdSettings.of(URI.create(proxy.endpoint()))));
        ServiceDirectory seenAlone = open(directory(alone));
        Registration cutOff = open(new Registration(far, Instances.up(service, "i-1"), TTL, meters));
        open(new Registration(near, Instances.up(service, "i-2"), TTL, meters));
        Instance before = cutOff.whenRegistered().get();
        await().atMost(PATIENCE).until(() -> seenFar.up(service).size() == 2);
        await().atMost(PATIENCE).until(() -> seenAlone.up(service).size() == 2);

        proxy.lose();
        await().atMost(PATIENCE).until(() -> ids(seenNear).equals(List.of("i-2")));
        open(new Registration(near, Instances.up(service, "i-3"), TTL, meters));
        await().atMost(PATIENCE).until(() -> ids(seenNear).equals(List.of("i-2", "i-3")));
        await().atMost(PATIENCE).until(() -> !cutOff.isSure());
        assertThat(ids(seenFar)).isEqualTo(List.of("i-1", "i-2"));
        assertThat(ids(seenAlone)).isEqualTo(List.of("i-1", "i-2"));

        proxy.find();
        await().atMost(PATIENCE).until(() -> cutOff.current().orElseThrow().generation() > before.generation());
        await().atMost(PATIENCE).until(() -> seenNear.up(service).size() == 3);
        await().atMost(PATIENCE).until(() -> seenFar.services().equals(seenNear.services()));
        await().atMost(PATIENCE).until(() -> seenAlone.services().equals(seenNear.services()));
    }

    @Test
    void instancesThatLostTheirLeasesReturnSpreadOverTime() throws Exception {
        int many = 40;
        Queue<Long> registered = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < many; i++) {
            open(new Registration(far, Instances.up(service, "i-" + i), TTL, meters));
        }
        await().atMost(PATIENCE).until(() -> seenNear.up(service).size() == many);

        proxy.refuse(true);
        await().atMost(PATIENCE).until(() -> seenNear.instances(service).isEmpty());
        seenNear.listen(change -> registered.add(System.nanoTime()));
        proxy.refuse(false);
        await().atMost(PATIENCE).until(() -> seenNear.up(service).size() == many);

        List<Long> times = registered.stream().sorted().toList();
        Duration spread = Duration.ofNanos(times.get(times.size() - 1) - times.get(0));
        System.out.printf("%d instances came back within %d ms%n", many, spread.toMillis());
        // they wait up to half of their time to live; a slow machine makes the wait longer, never shorter
        assertThat(spread).isGreaterThan(TTL.dividedBy(4));
    }

    private <T extends AutoCloseable> T open(T one) {
        opened.add(0, one);
        return one;
    }

    private ServiceDirectory directory(Etcd etcd) {
        DirectorySettings settings = DirectorySettings.all().only(service).holdFor(Duration.ZERO);
        return new ServiceDirectory(etcd, settings, new SimpleMeterRegistry());
    }

    private List<String> ids(ServiceDirectory directory) {
        return directory.up(service).stream().map(Instance::id).toList();
    }
}
