package io.linklog.acceptance.security;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Cli;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Processes;
import io.linklog.stack.whole.Addresses;
import io.linklog.stack.whole.Instances;
import io.linklog.stack.whole.Service;
import io.linklog.stack.whole.ServiceInstance;
import io.linklog.stack.whole.WholeStack;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * Linklog's servers and services without the edge. Each server asks for a user. Each service has its own, and the
 * command line is the operator.
 */
final class ClosedLinklog implements AutoCloseable {

    private final Checkout checkout = Checkout.find();
    private final Addresses addresses = Addresses.free();
    private final Path folder;
    private final SecurityScripts scripts;
    private final LocalStack servers;
    private final Processes processes;
    private final Cli cli;
    private Api commands;
    private Api reads;

    private ClosedLinklog(Path folder) throws IOException {
        this.folder = folder;
        this.scripts = new SecurityScripts(checkout.root(), folder);
        this.processes = new Processes(folder);
        Map<String, String> settings = new HashMap<>(addresses.environment());
        settings.putAll(login("operator"));
        this.cli = new Cli(checkout.root(), folder, settings);
        this.servers = LocalStack.builder(folder)
                .ports(addresses.servers())
                .secured(scripts.secrets())
                .with(Server.KAFKA, Server.ETCD, Server.CASSANDRA)
                .start();
        this.commands = new Api("http://127.0.0.1:" + addresses.port("LINKLOG_COMMAND_PORT"));
        this.reads = new Api("http://127.0.0.1:" + addresses.port("LINKLOG_QUERY_PORT"));
    }

    /** Starts everything in an empty folder. */
    static ClosedLinklog start(Path folder) throws Exception {
        ClosedLinklog linklog = new ClosedLinklog(folder);
        try {
            linklog.open();
            return linklog;
        } catch (Exception | AssertionError e) {
            linklog.close();
            throw e;
        }
    }

    private void open() throws Exception {
        try (Admin admin = Admin.create(kafka("operator"))) {
            KafkaRights.grant(
                    scripts.run(
                            "kafka.sh",
                            servers.kafkaBootstrap(),
                            scripts.secrets().toString()),
                    admin);
        }
        EtcdRights.grant(scripts.run("etcd.sh", scripts.secrets().toString()), servers.etcdEndpoint());
        grantInCassandra(scripts.run("cassandra.sh", scripts.secrets().toString()));
        servers.start(Server.REGISTRY);
        String key = cli.run("keys", "create", "--name", "test", "--role", "admin")
                .is(0)
                .out()
                .strip();
        commands = commands.with(key);
        reads = reads.with(key);
        startServices();
    }

    private void grantInCassandra(List<ToolCall> calls) throws Exception {
        // Cassandra makes its first user after its start
        try (CqlSession first = await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> cassandra("cassandra", "cassandra"), session -> true)) {
            CassandraRights.run(calls.get(0), first);
        }
        try (CqlSession operator = cassandra("operator")) {
            CassandraRights.run(calls.get(1), operator);
        }
    }

    private void startServices() {
        Instances instances = Instances.one(addresses);
        Set<String> names = new HashSet<>();
        for (ServiceInstance instance : instances.all()) {
            names.add(instance.processName());
            Map<String, String> settings =
                    new HashMap<>(login(instance.service().module()));
            settings.put("LINKLOG_PARTITIONS", "2"); // each costs time at the start
            instances = instances.with(instance.with(settings));
        }
        List<ConcurrentStart.Step> steps = new WholeStack(checkout, folder, addresses, instances)
                .programs().stream()
                        .filter(program -> names.contains(program.name()))
                        .map(program -> new ConcurrentStart.Step(program, Set.of()))
                        .toList();
        new ConcurrentStart(processes).run(steps, ConcurrentStart.Progress.LOGGED);
    }

    /** The settings with which a process logs in. */
    private Map<String, String> login(String user) {
        // who rebuilds tables owns them, so the operator does it as projector
        String ofTables = user.equals("operator") ? "projector" : user;
        return Map.of(
                "LINKLOG_KAFKA_CONFIG",
                scripts.kafkaFile(user).toString(),
                "LINKLOG_ETCD_USER",
                user.equals("operator") ? "root" : user,
                "LINKLOG_ETCD_PASSWORD_FILE",
                scripts.passwordFile(user).toString(),
                "LINKLOG_CASSANDRA_USER",
                ofTables,
                "LINKLOG_CASSANDRA_PASSWORD_FILE",
                scripts.passwordFile(ofTables).toString(),
                "LINKLOG_CASSANDRA_READER",
                "query-service");
    }

    /** The settings of a Kafka client of a user. */
    Properties kafka(String user) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(scripts.kafkaFile(user))) {
            properties.load(reader);
        }
        properties.setProperty("bootstrap.servers", "127.0.0.1:" + addresses.port("LINKLOG_KAFKA_PORT"));
        return properties;
    }

    /** A client of etcd as a user. */
    Etcd etcd(String user) throws IOException {
        return new Etcd(new EtcdSettings(
                List.of(URI.create(servers.etcdEndpoint())),
                Optional.of(user),
                Optional.of(Files.readString(scripts.passwordFile(user)).strip()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                EtcdSettings.PATIENT,
                KeySpace.LINKLOG));
    }

    /** A session in Cassandra of a user. */
    CqlSession cassandra(String user) throws IOException {
        return cassandra(user, Files.readString(scripts.passwordFile(user)).strip());
    }

    CqlSession cassandra(String user, String password) {
        return CassandraRights.session(user, password, addresses.port("LINKLOG_CASSANDRA_PORT"));
    }

    /** All lines that the services have logged. */
    List<String> serviceLogs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Service service : Service.values()) {
            lines.addAll(Files.readAllLines(processes.log(service.module())));
        }
        return lines;
    }

    /** The command line of the operator. */
    Cli cli() {
        return cli;
    }

    /** command-service, as an admin of the tenant {@code default}. */
    Api commands() {
        return commands;
    }

    /** query-service, as an admin of the tenant {@code default}. */
    Api reads() {
        return reads;
    }

    List<String> log(Server server) throws IOException {
        return Files.readAllLines(servers.log(server));
    }

    @Override
    public void close() {
        processes.names().stream()
                .filter(name -> List.of(Server.values()).stream()
                        .noneMatch(server -> server.processName().equals(name)))
                .forEach(processes::kill);
        servers.close();
    }
}
