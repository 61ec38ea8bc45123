package io.linklog.cli.blocked;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.Terminal;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockedCommandIT {

    @TempDir
    private Path folder;

    private final LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
    private final String name = "it-" + UUID.randomUUID().toString().substring(0, 8);
    private final String host = name + ".example";

    private String says(int code, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--etcd", stack.etcdEndpoint()));
        if (command.equals("scan")) {
            all.addAll(List.of("--kafka", stack.kafkaBootstrap(), "--registry", stack.registryUrl()));
        }
        Terminal terminal = new Terminal();
        assertThat(terminal.run(new BlockedCommand(), all.toArray(String[]::new)))
                .as("%s: %s", all, terminal.err())
                .isEqualTo(code);
        return terminal.err();
    }

    @AfterEach
    void unblock() {
        new Terminal().run(new BlockedCommand(), "remove", host, "--etcd", stack.etcdEndpoint());
    }

    @Test
    void aHostIsAddedListedAndRemovedInItsOneSpelling() {
        assertThat(says(0, "add", host.toUpperCase(Locale.ROOT) + ".", host))
                .contains(host + " is blocked.", host + " is blocked already.");
        assertThat(says(0, "list")).contains(host);
        assertThat(says(2, "add", "a." + host, "https://" + host)).contains("must be a host like evil.example");
        assertThat(says(0, "list")).as("all or nothing").doesNotContain("a." + host);
        assertThat(says(0, "remove", host)).contains(host + " is not blocked.");
        assertThat(says(1, "remove", host)).contains("is not in the list");
        assertThat(says(0, "list")).doesNotContain(host);
    }

    @Test
    void aScanReportsLinksToTheAddedHostsAndToThoseOfTheFile() throws Exception {
        put(SampleLinks.link(name, LinkState.ACTIVE, "https://" + host + "/"));
        put(SampleLinks.link(name + "-file", LinkState.ACTIVE, "https://file." + host + "/"));
        assertThat(says(0, "scan")).doesNotContain(name);
        says(0, "add", host);
        assertThat(says(0, "scan", "--dry-run")).contains(name + "  host " + host + " is blocked", "would be reported");
        assertThat(says(0, "scan")).contains(name + "  host " + host + " is blocked");
        assertThat(says(0, "scan")).doesNotContain(name);
        Path file = Files.writeString(folder.resolve("blocked"), "file." + host + "\n");
        assertThat(says(0, "scan", "--file", file.toString())).contains(name + "-file  host file." + host);
        assertThat(says(1, "scan", "--file", folder.resolve("none").toString())).contains("there is no file");
    }

    private void put(Link link) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafkaBootstrap());
        SchemaRegistry registry = new SchemaRegistry(new SchemaRegistry.Settings(
                List.of(URI.create(stack.registryUrl())), null, null, Duration.ofSeconds(10)));
        try (Admin admin = Admin.create(settings);
                KafkaProducer<String, Link> producer = new KafkaProducer<>(
                        settings,
                        new StringSerializer(),
                        AvroSerde.ofValues(Topics.LINKS, Link.class, registry).serializer())) {
            new TopicInstaller(admin, 3, 1, Topics.REPORTS_KEPT).install(Duration.ofSeconds(30));
            producer.send(new ProducerRecord<>(Topics.LINKS.name(), link.getCode(), link))
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
