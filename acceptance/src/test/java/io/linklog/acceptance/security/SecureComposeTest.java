package io.linklog.acceptance.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.linklog.command.CommandSettings;
import io.linklog.kit.settings.Env;
import io.linklog.projector.ProjectorSettings;
import io.linklog.query.QuerySettings;
import io.linklog.sidecar.settings.SidecarSettings;
import io.linklog.stack.jvm.Checkout;
import io.linklog.topology.TopologySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks docker/compose.secure.yaml without running it: the build has no container engine. */
final class SecureComposeTest {

    private static final Map<String, Consumer<Env>> SERVICES = Map.of(
            "command-service", CommandSettings::from,
            "streams-topology", TopologySettings::from,
            "projector", ProjectorSettings::from,
            "query-service", QuerySettings::from,
            "edge-agent", SidecarSettings::from);

    private final Path docker = Checkout.find().root().resolve("docker");
    private final JsonNode services = read("compose.secure.yaml");

    private JsonNode read(String file) {
        try {
            return new YAMLMapper().readTree(docker.resolve(file).toFile()).path("services");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Map<String, String> environment(String service) {
        Map<String, String> environment = new HashMap<>();
        services.path(service)
                .path("environment")
                .fields()
                .forEachRemaining(
                        one -> environment.put(one.getKey(), one.getValue().asText()));
        return environment;
    }

    @Test
    void addsToServicesOfTheOpenFile() {
        Set<String> open = new TreeSet<>();
        read("compose.yaml").fieldNames().forEachRemaining(open::add);
        Set<String> names = new TreeSet<>();
        services.fieldNames().forEachRemaining(names::add);
        assertThat(open).containsAll(names);
        assertThat(names).containsAll(SERVICES.keySet()).contains("kafka", "cassandra", "schema-registry");
    }

    @Test
    void eachServiceHasItsOwnSecretsAndLogsInAsItself() {
        SERVICES.forEach((service, settings) -> {
            assertThat(services.path(service).path("volumes").toString())
                    .isEqualTo("[\"./secrets/" + service + ":/run/linklog:ro\"]");
            Map<String, String> given = environment(service);
            assertThat(given)
                    .containsEntry("LINKLOG_ETCD_USER", service)
                    .containsEntry("LINKLOG_ETCD_PASSWORD_FILE", "/run/linklog/password");
            Env env = new Env(Map.of());
            settings.accept(env);
            Set<String> declared =
                    env.declaredSettings().stream().map(Env.Setting::name).collect(Collectors.toSet());
            assertThat(declared).containsAll(given.keySet());
            for (String server : Set.of("KAFKA_CONFIG", "CASSANDRA_USER", "CASSANDRA_PASSWORD_FILE")) {
                String name = "LINKLOG_" + server;
                assertThat(given.containsKey(name))
                        .as("%s of %s", name, service)
                        .isEqualTo(declared.contains(name));
            }
        });
    }

    @Test
    void kafkaHasTheSettingsThatTheTestsUse() {
        Map<String, String> kafka = environment("kafka");
        assertThat(kafka)
                .containsEntry("KAFKA_SUPER_USERS", "User:broker;User:operator")
                .containsEntry("KAFKA_SASL_ENABLED_MECHANISMS", "PLAIN,SCRAM-SHA-512");
        assertThat(kafka.get("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP")).doesNotContain(":PLAINTEXT");
    }

    @Test
    void portsArePublishedToThisMachineOnly() {
        services.forEach(service ->
                service.path("ports").forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
    }
}
