package io.linklog.sidecar.canary;

import io.linklog.kit.http.ServedRequests;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Health;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A registered instance with the metrics of a real one. A test decides what it serves. */
final class FakeInstance implements AutoCloseable {

    private final AdminServer admin = new AdminServer(ListenSettings.loopback(), 0, new Health());
    private final Registration registration;
    private final AtomicLong requests = new AtomicLong();
    private volatile double errorRate;
    private volatile Duration takes = Duration.ofNanos(500_000);

    FakeInstance(Etcd etcd, String service, String id, String version) throws Exception {
        new ServedRequests(admin.metrics());
        registration = new Registration(
                etcd,
                Instance.builder(service, id, "127.0.0.1", 1)
                        .adminPort(admin.port())
                        .state(InstanceState.UP)
                        .zone("z")
                        .version(version)
                        .build(),
                Duration.ofSeconds(10),
                new SimpleMeterRegistry());
        registration.whenRegistered().get();
    }

    /** Sets the share of later requests that fail. */
    void fail(double share) {
        errorRate = share;
    }

    void take(Duration time) {
        takes = time;
    }

    void serve() {
        long number = requests.incrementAndGet();
        boolean failed = Math.floor(number * errorRate) > Math.floor((number - 1) * errorRate);
        admin.metrics()
                .get(ServedRequests.NAME)
                .tag("status", failed ? "5xx" : "3xx")
                .timer()
                .record(takes);
    }

    long served() {
        return requests.get();
    }

    /** Hides the metrics; the instance stays registered. */
    void hide() {
        admin.close();
    }

    @Override
    public void close() {
        registration.close();
        admin.close();
    }
}
