package io.linklog.kit.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.machine.FreePorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceRegistrationIT {

    private final String service = "s-" + UUID.randomUUID();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Health health = new Health();
    private final Closer closer = new Closer();

    @Test
    void theStateInTheRegistryFollowsTheHealthUntilTheInstanceStops() throws Exception {
        URI endpoint = URI.create(SharedStack.with(Server.ETCD).etcdEndpoint());
        List<InstanceState> seen = new CopyOnWriteArrayList<>();
        try (Etcd watching = new Etcd(EtcdSettings.of(endpoint));
                ServiceDirectory directory =
                        new ServiceDirectory(watching, DirectorySettings.all().only(service), meters)) {
            directory.whenFollowed().get();
            directory.listen(change -> seen.add(change.instance().state()));

            AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
            health.addReadinessCheck("store", problem::get);
            start(endpoint, Duration.ofSeconds(2), Map.of());
            List<String> order = new ArrayList<>();
            closer.add("server", () -> {
                await().until(() -> seen.contains(InstanceState.DRAINING));
                order.add("closed while " + state(directory).orElseThrow());
            });
            await().until(() -> state(directory).equals(Optional.of(InstanceState.STARTING)));

            health.markStarted();
            await().until(() -> state(directory).equals(Optional.of(InstanceState.UP)));
            Instance up = directory.up(service).get(0);
            assertThat(up.id()).isEqualTo(service + "-1");
            assertThat(up.host()).isEqualTo("127.0.0.1");
            assertThat(up.port()).isEqualTo(8080);
            assertThat(up.generation()).isPositive();

            problem.set(Optional.of("is unavailable"));
            await().until(() -> state(directory).equals(Optional.of(InstanceState.DOWN)));
            problem.set(Optional.empty());
            await().until(() -> state(directory).equals(Optional.of(InstanceState.UP)));

            health.markStopping();
            closer.close();
            assertThat(order).containsExactly("closed while DRAINING");
            await().until(() -> state(directory).isEmpty());
        }
    }

    @Test
    void theServerStaysOpenForTheDrainPauseIfAnotherInstanceIsUp() throws Exception {
        URI endpoint = URI.create(SharedStack.with(Server.ETCD).etcdEndpoint());
        try (Etcd etcd = new Etcd(EtcdSettings.of(endpoint));
                Registration other = new Registration(etcd, other(), Duration.ofSeconds(10), meters)) {
            other.whenRegistered().get();
            assertThat(openFor(endpoint, "700ms")).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        }
    }

    @Test
    void theLastInstanceDoesNotPause() throws Exception {
        URI endpoint = URI.create(SharedStack.with(Server.ETCD).etcdEndpoint());
        assertThat(openFor(endpoint, "10s")).isLessThan(Duration.ofSeconds(8));
    }

    /** The time from the begin of a stop until the server closes. */
    private Duration openFor(URI endpoint, String pause) throws Exception {
        try (Etcd watching = new Etcd(EtcdSettings.of(endpoint))) {
            start(endpoint, Duration.ofSeconds(2), Map.of("LINKLOG_DRAIN_PAUSE", pause));
            String key = new RegistryKeys(KeySpace.LINKLOG).instance(service, service + "-1");
            await().until(() -> !watching.await(watching.get(key)).isEmpty());
        }
        List<Duration> open = new ArrayList<>();
        long[] begin = new long[1];
        closer.add("server", () -> open.add(since(begin[0])));
        begin[0] = System.nanoTime();
        closer.close();
        return open.get(0);
    }

    private Instance other() {
        return Instance.builder(service, service + "-2", "127.0.0.1", 8081)
                .adminPort(9081)
                .state(InstanceState.UP)
                .build();
    }

    @Test
    void theStartAndTheStopDoNotWaitForAnUnavailableEtcd() throws Exception {
        long begin = System.nanoTime();
        // nothing listens on the port; a call to etcd would take a minute
        start(URI.create("http://127.0.0.1:" + FreePorts.choose(1).get(0)), Duration.ofMinutes(1), Map.of());
        health.markStarted();
        closer.close();
        assertThat(since(begin)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void anEtcdThatStopsAnsweringDelaysTheStopByAtMostTwoSeconds(@TempDir Path folder) throws Exception {
        try (LocalStack own = LocalStack.builder(folder).with(Server.ETCD).start();
                Etcd watching = new Etcd(EtcdSettings.of(URI.create(own.etcdEndpoint())))) {
            String key = new RegistryKeys(KeySpace.LINKLOG).instance(service, service + "-1");
            start(URI.create(own.etcdEndpoint()), Duration.ofMinutes(1), Map.of());
            health.markStarted();
            await().until(() -> watching.await(watching.get(key)).stream()
                    .anyMatch(item -> item.value().contains("UP")));
            own.suspend(Server.ETCD);
            long begin = System.nanoTime();
            closer.close();
            // two seconds, plus a margin for a busy machine
            assertThat(since(begin)).isLessThan(Duration.ofSeconds(8));
            own.resume(Server.ETCD);
        }
    }

    private void start(URI endpoint, Duration etcdTimeout, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("LINKLOG_ETCD_ENDPOINTS", endpoint.toString());
        all.put("LINKLOG_ETCD_TIMEOUT", etcdTimeout.toString());
        Env env = new Env(all);
        RegistrationSettings settings = RegistrationSettings.withHttp(env, service, 8080, 9080);
        EtcdSettings etcdSettings = EtcdEnv.from(env);
        env.check();
        Etcd etcd = closer.add("etcd", new Etcd(etcdSettings));
        ServiceRegistration.start(etcd, settings, meters, health, closer);
    }

    private Optional<InstanceState> state(ServiceDirectory directory) {
        return directory.instance(service, service + "-1").map(Instance::state);
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
