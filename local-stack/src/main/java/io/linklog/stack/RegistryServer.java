package io.linklog.stack;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Apicurio Registry, used through its Confluent-compatible API. It keeps schemas and their ids in a Kafka topic.
 *
 * @param kafkaSecurity how it logs in to Kafka; empty if Kafka asks nobody
 */
record RegistryServer(
        Checkout checkout, Path folder, ServerPorts ports, Tuning tuning, Optional<KafkaSecurity> kafkaSecurity)
        implements Program {

    /** Its user at Kafka, and the beginning of its consumer groups. */
    private static final String USER = "schema-registry";

    @Override
    public String name() {
        return Server.REGISTRY.processName();
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(new ListenPort(ports.registry(), "LINKLOG_REGISTRY_PORT"));
    }

    @Override
    public Launch prepare() throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().java());
        // once it runs it has little to do: always tuned for a fast start
        command.addAll(Tuning.START.jvm(128));
        command.addAll(archive().flags());
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        // its own format writes dates as 2026-11+00-28
        command.add("-Dquarkus.log.console.format=%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p [%t] %c - %s%e%n");
        command.add("-Dquarkus.banner.enabled=false");
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + ports.registry());
        command.add("-Dapicurio.storage.kind=kafkasql");
        command.add("-Dapicurio.kafkasql.bootstrap.servers=127.0.0.1:" + ports.kafka());
        // each start polls an empty snapshot topic for this long: 5 s by default
        command.add("-Dapicurio.kafkasql.consumer.poll.timeout=200");
        // snapshots would need a folder; the topic is short and kept forever instead
        command.add("-Dapicurio.kafkasql.snapshot.every.seconds=off");
        command.addAll(List.of("-jar", runner(unpack()).toString()));
        return new Launch(command, kafkaSecurity.map(RegistryServer::login).orElse(Map.of()), folder);
    }

    /** How it logs in to Kafka. In the environment, because arguments are visible. */
    private static Map<String, String> login(KafkaSecurity security) {
        Map<String, String> environment = new TreeMap<>();
        // the registry replaces the last part: each of its consumers has a group of its own
        environment.put("APICURIO_KAFKASQL_CONSUMER_GROUP_ID", USER + "-${quarkus.uuid}");
        security.client(USER)
                .forEach((name, value) -> environment.put(
                        "APICURIO_KAFKA_COMMON_"
                                + name.toString().replace('.', '_').toUpperCase(Locale.ROOT),
                        value.toString()));
        return environment;
    }

    private Path unpack() {
        return checkout.folder("local-stack/servers/registry", "apicurio");
    }

    private static Path runner(Path unpacked) {
        if (Files.isDirectory(unpacked)) {
            try (Stream<Path> files = Files.list(unpacked)) {
                var runner = files.filter(file -> file.toString().endsWith("-runner.jar"))
                        .findFirst();
                if (runner.isPresent()) {
                    return runner.get();
                }
            } catch (IOException unreadable) {
                // reported below
            }
        }
        throw new StackException(
                "The schema registry is not in " + unpacked + ": build first (./mvnw -Dfast -DskipTests package).");
    }

    String url() {
        return "http://127.0.0.1:" + ports.registry() + "/apis/ccompat/v7";
    }

    /**
     * Ready once it lists subjects and enforces BACKWARD_TRANSITIVE compatibility. A new registry enforces nothing, so
     * this call sets the rule.
     */
    @Override
    public boolean answers() throws IOException {
        if (HttpProbe.get(url() + "/subjects").status() != 200) {
            return false;
        }
        HttpProbe.Answer rule = HttpProbe.get(url() + "/config");
        if (rule.body().contains("\"BACKWARD_TRANSITIVE\"")) {
            return true;
        }
        return HttpProbe.put(
                                url() + "/config",
                                "application/vnd.schemaregistry.v1+json",
                                "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}")
                        .status()
                == 200;
    }

    private ClassArchive archive() {
        return new ClassArchive(name(), Jdk.current(), runner(unpack()).toString(), folder);
    }

    @Override
    public void endedInOrder() {
        archive().keep();
    }

    @Override
    public boolean profitsFromAnOrderlyEnd() {
        return !archive().exists();
    }
}
