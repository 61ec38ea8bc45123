package io.linklog.acceptance;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks the container files without running them: the build has no container engine. */
final class ComposeTest {

    /** Settings whose default fits a single machine only. */
    private static final Set<String> OF_ONE_MACHINE = Set.of(
            "LINKLOG_KAFKA_BOOTSTRAP",
            "LINKLOG_REGISTRY_URLS",
            "LINKLOG_ETCD_ENDPOINTS",
            "LINKLOG_CASSANDRA_CONTACT_POINTS",
            "LINKLOG_PUBLIC_URL",
            "LINKLOG_ADMIN_PORT",
            "LINKLOG_HTTP_PORT",
            "LINKLOG_ADVERTISED_HOST");

    /** Variables that the image sets or the Java runtime reads. */
    private static final Set<String> OF_THE_IMAGE = Set.of("LINKLOG_STATE_DIR");

    private static final Map<String, Consumer<Env>> SERVICES = Map.of(
            "command-service", CommandSettings::from,
            "streams-topology", TopologySettings::from,
            "projector", ProjectorSettings::from,
            "query-service", QuerySettings::from,
            "edge-agent", SidecarSettings::from);

    private final Path docker = Checkout.find().root().resolve("docker");
    private final JsonNode compose = compose();

    private JsonNode compose() {
        // with SnakeYAML, which resolves merge keys; Jackson does not
        try (var in = Files.newBufferedReader(docker.resolve("compose.yaml"))) {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return new YAMLMapper().valueToTree(tree);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Map<String, String> environment(String service) {
        Map<String, String> environment = new HashMap<>();
        compose.path("services")
                .path(service)
                .path("environment")
                .fields()
                .forEachRemaining(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        return environment;
    }

    @Test
    void containsAllServersAndServices() {
        Set<String> names = new TreeSet<>();
        compose.path("services").fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "kafka",
                        "schema-registry",
                        "etcd",
                        "cassandra",
                        "command-service",
                        "streams-topology",
                        "projector",
                        "query-service",
                        "edge-agent",
                        "edge",
                        "otel-collector",
                        "jaeger",
                        "prometheus",
                        "grafana");
        names.forEach(name -> assertThat(
                        compose.path("services").path(name).path("image").asText())
                .as("image of %s", name)
                .isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-service", "streams-topology", "projector", "query-service", "edge-agent"})
    void setsOnlyVariablesThatTheServiceReadsAndAccepts(String service) {
        Map<String, String> given = environment(service);
        Env env = new Env(given);
        SERVICES.get(service).accept(env);
        env.check();

        Set<String> declared =
                env.declaredSettings().stream().map(Env.Setting::name).collect(Collectors.toSet());
        assertThat(given.keySet()).allMatch(name -> declared.contains(name) || OF_THE_IMAGE.contains(name), "is read");
        Set<String> needed = new TreeSet<>(OF_ONE_MACHINE);
        needed.retainAll(declared);
        assertThat(given.keySet()).containsAll(needed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-service", "streams-topology", "projector", "query-service", "edge-agent"})
    void servicesAddressServersByTheirNamesInTheFile(String service) {
        environment(service).forEach((name, value) -> {
            Matcher host = Pattern.compile("(?:^|//|,)([a-z][a-z-]*):(\\d+)").matcher(value);
            while (host.find() && !host.group(1).equals("localhost")) {
                assertThat(compose.path("services").has(host.group(1)))
                        .as("%s=%s names a service of the file", name, value)
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-service", "streams-topology", "projector", "query-service", "edge-agent"})
    void servicesRegisterUnderTheirReachableName(String service) {
        assertThat(environment(service)).containsEntry("LINKLOG_ADVERTISED_HOST", service);
    }

    @Test
    void haproxyReadsItsAgentsFileAndListensOnThePublishedPort() {
        JsonNode edge = compose.path("services").path("edge");
        Map<String, String> agent = environment("edge-agent");
        String folder = agent.get("LINKLOG_PROXY_DIR");
        assertThat(edge.path("command").toString()).contains(folder + "/haproxy.cfg");
        String volume = edge.path("volumes").path(0).asText();
        assertThat(volume).endsWith(":" + folder);
        assertThat(compose.path("services")
                        .path("edge-agent")
                        .path("volumes")
                        .path(0)
                        .asText())
                .isEqualTo(volume);
        assertThat(edge.path("ports").toString())
                .contains("8080:" + agent.get("LINKLOG_HTTP_PORT"))
                .contains(":" + agent.get("LINKLOG_PROXY_METRICS_PORT"));
        assertThat(environment("command-service")).containsEntry("LINKLOG_PUBLIC_URL", "http://localhost:8080");
    }

    @Test
    void mountedAndCopiedFilesExist() throws IOException {
        for (JsonNode service : compose.path("services")) {
            for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().split(":")[0];
                if (source.startsWith("./")) {
                    assertThat(docker.resolve(source)).exists();
                }
            }
        }
        for (String line : Files.readAllLines(docker.resolve("Dockerfile"))) {
            if (line.startsWith("COPY docker/")) {
                for (String word : line.split(" ")) {
                    if (word.startsWith("docker/")) {
                        assertThat(docker.getParent().resolve(word)).exists().isExecutable();
                    }
                }
            }
        }
    }

    @Test
    void scrapesEveryAdminPortAndSendsTracesToTheCollector() throws IOException {
        String prometheus = Files.readString(docker.resolve("prometheus.yml"));
        String collector = Files.readString(docker.resolve("otel-collector.yaml"));
        for (String service : SERVICES.keySet()) {
            Map<String, String> environment = environment(service);
            assertThat(prometheus).contains(service + ":" + environment.get("LINKLOG_ADMIN_PORT"));
            if (!service.equals("edge-agent")) { // the agent creates no spans; it configures which requests are traced
                assertThat(environment).containsEntry("LINKLOG_OTLP_ENDPOINT", "http://otel-collector:4318");
            }
            assertThat(environment).containsKey("LINKLOG_TRACE_SAMPLE");
        }
        assertThat(prometheus).contains("edge:" + environment("edge-agent").get("LINKLOG_PROXY_METRICS_PORT"));
        assertThat(collector).contains("endpoint: 0.0.0.0:4318").contains("endpoint: jaeger:4317");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "schema-registry", "etcd", "cassandra", "edge"})
    void serversOfOtherImagesHaveAHealthCheck(String server) {
        assertThat(compose.path("services").path(server).path("healthcheck").path("test"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-service", "streams-topology", "projector", "query-service"})
    void theStateOfAServiceOutlivesItsContainer(String service) {
        String volume =
                compose.path("services").path(service).path("volumes").path(0).asText();
        assertThat(volume).endsWith(":/var/lib/linklog");
        assertThat(compose.path("volumes").has(volume.split(":")[0])).isTrue();
    }

    @Test
    void visitorsHaveTheAddressThatTheEdgeForwardsAndOnlyTheEdgeIsTrusted() {
        String edge = compose.path("services")
                .path("edge")
                .path("networks")
                .path("default")
                .path("ipv4_address")
                .asText();
        assertThat(edge).isNotBlank();
        for (String service : List.of("command-service", "query-service")) {
            assertThat(environment(service)).containsEntry("LINKLOG_TRUSTED_PROXIES", edge);
        }
    }

    @Test
    void portsArePublishedToThisMachineOnly() {
        compose.path("services")
                .forEach(service -> service.path("ports")
                        .forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
    }

    @Test
    void mainClassesOfTheImageExist() throws Exception {
        Matcher main = Pattern.compile("main=(\\S+)").matcher(Files.readString(docker.resolve("entrypoint.sh")));
        int count = 0;
        while (main.find()) {
            count++;
            assertThat(Class.forName(main.group(1)).getMethod("main", String[].class))
                    .isNotNull();
        }
        assertThat(count).isEqualTo(6);
    }
}
