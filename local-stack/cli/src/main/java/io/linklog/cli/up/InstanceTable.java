package io.linklog.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.options.Columns;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The registered instances: {@link io.linklog.mesh.registry.RegistryKeys#services}. Mesh's README explains the values.
 */
final class InstanceTable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HEAD =
            List.of("SERVICE", "INSTANCE", "STATE", "VERSION", "ZONE", "UPTIME", "GENERATION", "ADDRESS");

    private InstanceTable() {}

    /** A table by service and instance, with its head; or one line when the registry is empty. */
    static List<String> lines(List<EtcdEntry> instances, Instant now) {
        return instances.isEmpty()
                ? List.of("Registry: no instance is registered.")
                : Columns.lines(
                        HEAD, instances.stream().map(entry -> row(entry, now)).toList());
    }

    private static List<String> row(EtcdEntry entry, Instant now) {
        String[] name = entry.name().split("/", 2);
        String service = name[0];
        String instance = name.length > 1 ? name[1] : "";
        JsonNode value;
        try {
            value = JSON.readTree(entry.value());
        } catch (JsonProcessingException e) {
            return List.of(service, instance, "unreadable", "?", "?", "?", entry.created(), "?");
        }
        return List.of(
                service,
                instance,
                value.path("state").asText("?"),
                value.path("version").asText("?"),
                value.path("zone").asText("?"),
                uptime(value.path("startedAt").asText(), now),
                entry.created(),
                address(value));
    }

    private static String uptime(String startedAt, Instant now) {
        try {
            return StatusCommand.uptime(Duration.between(Instant.parse(startedAt), now));
        } catch (DateTimeException e) {
            return "?";
        }
    }

    private static String address(JsonNode instance) {
        String host = instance.path("host").asText("?");
        int port = instance.path("port").asInt();
        String door = instance.path("metadata").path("tlsPort").asText();
        if (port == 0 && !door.isEmpty()) {
            return host + ":" + door + " (mutual TLS)";
        }
        return port > 0
                ? host + ":" + port
                : host + ":" + instance.path("adminPort").asInt() + " (admin only)";
    }
}
