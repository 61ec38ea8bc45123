package io.linklog.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The metrics that the dashboard and the alerts in docker/ read are exported. */
@WholeSystem
@Isolated
@Order(4)
final class MetricsIT {

    private static final Pattern NAME = Pattern.compile("\\b(?:[a-z]+_)+[a-z]+\\b");

    /** Metrics of callers through the mesh, exported only after the first event. */
    private static final Set<String> OF_CALLERS =
            Set.of("linklog_mesh_breaker_state", "linklog_registry_divergence_total");

    /** Metrics that are exported only while there is a webhook. */
    private static final Set<String> OF_WEBHOOKS = Set.of(
            "linklog_webhook_suspended",
            "linklog_webhook_lag",
            "linklog_webhook_events_total",
            "linklog_webhook_calls_seconds_sum",
            "linklog_webhook_calls_seconds_count");

    private static final List<String> PORTS = List.of(
            "LINKLOG_COMMAND_ADMIN_PORT",
            "LINKLOG_QUERY_ADMIN_PORT",
            "LINKLOG_TOPOLOGY_ADMIN_PORT",
            "LINKLOG_PROJECTOR_ADMIN_PORT",
            "LINKLOG_EDGE_ADMIN_PORT");

    private final Linklog linklog;
    private final Path docker;

    MetricsIT(Linklog linklog) {
        this.linklog = linklog;
        this.docker = linklog.root().resolve("docker");
    }

    @Test
    void exportsEveryMetricOfTheDashboardAndTheAlerts() throws IOException {
        Set<String> exported = exported();
        Set<String> missing = new TreeSet<>();
        for (String expression : expressions()) {
            Matcher name = NAME.matcher(withoutLabels(expression));
            while (name.find()) {
                missing.add(name.group());
            }
        }
        assertThat(missing).hasSizeGreaterThan(20);
        missing.removeAll(exported);
        missing.removeAll(OF_CALLERS);
        missing.removeAll(OF_WEBHOOKS);
        missing.removeIf(name -> name.startsWith("haproxy_"));
        assertThat(missing).as("names that nothing exports").isEmpty();
    }

    /** Removes selectors, groupings, strings and functions, which contain no metric names. */
    private static String withoutLabels(String expression) {
        return expression
                .replaceAll("\\{[^}]*}", " ")
                .replaceAll("\\b(by|without|on|ignoring) \\([^)]*\\)", " ")
                .replaceAll("\\b[a-z_]+\\(", "(")
                .replaceAll("\"[^\"]*\"", " ");
    }

    private List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard = new ObjectMapper()
                .readTree(docker.resolve("grafana/dashboards/linklog.json").toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            panel.path("targets")
                    .forEach(target -> expressions.add(target.path("expr").asText()));
        }
        JsonNode alerts = new YAMLMapper().readTree(docker.resolve("alerts.yml").toFile());
        for (JsonNode rule : alerts.path("groups").path(0).path("rules")) {
            expressions.add(rule.path("expr").asText());
        }
        assertThat(expressions).isNotEmpty().noneMatch(String::isBlank);
        return expressions;
    }

    @Test
    void everyMetricSaysWhatItIs() {
        for (String port : PORTS) {
            Set<String> described = new TreeSet<>();
            Set<String> typed = new TreeSet<>();
            page(port).lines().filter(line -> line.startsWith("# ")).forEach(line -> {
                String[] words = line.split(" ", 4);
                if (words[1].equals("TYPE")) {
                    typed.add(words[2]);
                } else if (words.length > 3 && !words[3].isBlank()) {
                    described.add(words[2]);
                }
            });
            assertThat(described)
                    .as("metrics with HELP of %s", port)
                    .hasSizeGreaterThan(10)
                    .containsAll(typed);
        }
    }

    private String page(String port) {
        return new Api("http://localhost:" + linklog.port(port))
                .get("/metrics")
                .is(200)
                .text();
    }

    private Set<String> exported() {
        Set<String> names = new TreeSet<>();
        for (String port : PORTS) {
            page(port)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> names.add(line.split("[ {]", 2)[0]));
        }
        return names;
    }
}
