package io.linklog.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(OrderAnnotation.class)
class LocalStackIT {

    @TempDir
    Path folder;

    @Test
    @Order(1) // the other test then starts its servers with the archives
    void serverThatEndedInOrderStartsWithAnArchiveOfItsClasses() {
        List<Server> servers = List.of(Server.REGISTRY, Server.KAFKA);
        try (LocalStack stack = LocalStack.builder(folder).with(Server.REGISTRY).start()) {
            servers.forEach(stack::stop);
            stack.start(Server.REGISTRY);
            assertThat(servers)
                    .extracting(server -> commandLine(server.processName()))
                    .allSatisfy(command -> assertThat(command).contains("-XX:SharedArchiveFile="));
        }
    }

    private String commandLine(String process) {
        return new Processes(folder)
                .find(process)
                .flatMap(running -> ProcessHandle.of(running.pid()))
                .flatMap(handle -> handle.info().commandLine())
                .orElseThrow();
    }

    @Test
    @Order(2)
    void keepsAllDataWhenEveryServerIsKilledAndStartedAgain() throws Exception {
        Schema schema =
                SchemaBuilder.record("Kept").fields().requiredString("a").endRecord();
        try (LocalStack stack = LocalStack.builder(folder).with(Server.values()).start()) {
            createTopic(stack, "kept");
            inCassandra(stack, session -> {
                session.execute(
                        "CREATE KEYSPACE kept WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
                session.execute("CREATE TABLE kept.t (k text PRIMARY KEY)");
                session.execute("INSERT INTO kept.t (k) VALUES ('row')");
            });
            // base64 of "kept" and "yes": etcd's HTTP gateway takes bytes
            etcd(stack, "put", "{\"key\":\"a2VwdA==\",\"value\":\"eWVz\"}");
            int id = registry(stack).register("kept-value", schema);

            for (Server server : Server.values()) {
                stack.kill(server);
            }
            assertThat(Server.values()).noneMatch(stack::isRunning);
            stack.start(Server.values());

            try (Admin admin = admin(stack)) {
                assertThat(admin.listTopics().names().get()).contains("kept");
            }
            assertThat(etcd(stack, "range", "{\"key\":\"a2VwdA==\"}")).contains("eWVz");
            inCassandra(
                    stack,
                    session -> assertThat(
                                    session.execute("SELECT k FROM kept.t").all())
                            .hasSize(1));
            assertThat(registry(stack).register("kept-value", schema)).isEqualTo(id);
        }
    }

    private static String etcd(LocalStack stack, String call, String body) throws IOException {
        HttpProbe.Answer answer = HttpProbe.post(stack.etcdEndpoint() + "/v3/kv/" + call, "application/json", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    @Order(3)
    void etcdThatRefusesWritesIsNotReadyAndSaysWhy() throws Exception {
        ServerPorts ports = ServerPorts.free();
        EtcdServer etcd = new EtcdServer(folder, ports, EtcdServer.SLOW);
        try (LocalStack stack =
                LocalStack.builder(folder).ports(ports).with(Server.ETCD).start()) {
            assertThat(Readiness.of(etcd).isReady()).isTrue();

            alarm(stack, "ACTIVATE");
            assertThat(Readiness.of(etcd).isReady()).isFalse();
            assertThat(Readiness.of(etcd).waitsFor()).contains("NOSPACE").contains("\"health\":\"false\"");

            alarm(stack, "DEACTIVATE");
            assertThat(Readiness.of(etcd).isReady()).isTrue();
        }
    }

    private static void alarm(LocalStack stack, String action) throws IOException {
        HttpProbe.post(
                stack.etcdEndpoint() + "/v3/maintenance/alarm",
                "application/json",
                "{\"action\":\"" + action + "\",\"alarm\":\"NOSPACE\"}");
    }

    private static void createTopic(LocalStack stack, String name) throws Exception {
        try (Admin admin = admin(stack)) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private static Admin admin(LocalStack stack) {
        return Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()));
    }

    private static SchemaRegistry registry(LocalStack stack) {
        return new SchemaRegistry(new SchemaRegistry.Settings(
                List.of(URI.create(stack.registryUrl())), null, null, Duration.ofSeconds(5)));
    }

    private interface CassandraWork {
        void with(CqlSession session);
    }

    private static void inCassandra(LocalStack stack, CassandraWork work) {
        String[] address = stack.cassandraContactPoint().split(":");
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter(stack.cassandraDatacenter())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(10))
                        .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                        .build())
                .build()) {
            work.with(session);
        }
    }
}
