package io.linklog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load that discovers its servers through a real etcd. */
class CommandServicesIT {

    private static final int REQUESTS = 2_000;
    private static final int CONNECTIONS_EACH = 4;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(2 * CONNECTIONS_EACH);
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }

    @Test
    void spreadsALoadOverTheRegisteredInstances() throws Exception {
        try (LocalStack stack = LocalStack.builder(folder).with(Server.ETCD).start();
                Etcd etcd = new Etcd(
                        EtcdSettings.of(URI.create(stack.etcdEndpoint())).within(EtcdSettings.PATIENT));
                Registration first = register(etcd, "command-service-1", server());
                Registration second = register(etcd, "command-service-2", server());
                CommandServices services = CommandServices.follow(stack.etcdEndpoint(), 2);
                HttpLoad load = new HttpLoad(services.addresses(), CONNECTIONS_EACH, services)) {
            assertThat(first.whenRegistered().isDone()
                            && second.whenRegistered().isDone())
                    .isTrue();
            HttpLoad.Run run = load.run(REQUESTS, Pace.none(), i -> request(), (i, answer) -> {});
            assertThat(run.count(201)).isEqualTo(REQUESTS);
            assertThat(run.servers()).containsOnlyKeys(services.addresses());
            assertThat(Collections.min(run.servers().values())).isGreaterThan(REQUESTS / 4);
        }
    }

    private int server() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private static Registration register(Etcd etcd, String id, int port) throws Exception {
        Instance instance =
                Instance.builder("command-service", id, "127.0.0.1", port).build();
        Registration registration = new Registration(etcd, instance, Duration.ofSeconds(10), new SimpleMeterRegistry());
        registration.whenRegistered().get(30, TimeUnit.SECONDS);
        registration.become(InstanceState.UP).get(30, TimeUnit.SECONDS);
        return registration;
    }

    private static byte[] request() {
        return "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }
}
