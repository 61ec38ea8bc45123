package io.linklog.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.stack.HttpProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** The instances under {@code /linklog/services/}, read once through etcd's JSON gateway. What the values are: mesh's README. */
final class InstanceTable {

    private static final String PREFIX = "/linklog/services/";
    /** The first key after all that begin with the prefix: the slash is followed by 0. */
    private static final String PREFIX_END = "/linklog/services0";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HEAD =
            List.of("SERVICE", "INSTANCE", "STATE", "VERSION", "ZONE", "UPTIME", "GENERATION", "ADDRESS");

    private InstanceTable() {}

    /**
     * Asks etcd; takes a few seconds at most.
     *
     * @return the gateway's answer
     * @throws IOException when there is none
     */
    static JsonNode ask(String etcd) throws IOException {
        String range = JSON.createObjectNode()
                .put("key", base64(PREFIX))
                .put("range_end", base64(PREFIX_END))
                .toString();
        HttpProbe.Answer answer = HttpProbe.post(etcd + "/v3/kv/range", "application/json", range);
        if (answer.status() != 200) {
            throw new IOException("HTTP " + answer.status());
        }
        return JSON.readTree(answer.body());
    }

    /** A table of the answer, by service and instance, with its head; or one line where nobody is registered. */
    static List<String> lines(JsonNode answer, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        // in the order of keys
        answer.path("kvs").forEach(item -> rows.add(row(item, now)));
        if (rows.isEmpty()) {
            return List.of("Registry: nobody is registered.");
        }
        rows.add(0, HEAD);
        List<Integer> widths = new ArrayList<>(Collections.nCopies(HEAD.size(), 0));
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        return rows.stream().map(row -> text(row, widths)).toList();
    }

    private static String text(List<String> row, List<Integer> widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            text.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
        }
        return text.toString().stripTrailing();
    }

    private static List<String> row(JsonNode item, Instant now) {
        String[] key = text(item, "key").substring(PREFIX.length()).split("/", 2);
        String service = key[0];
        String instance = key.length > 1 ? key[1] : "";
        String generation = item.path("create_revision").asText("?");
        JsonNode value;
        try {
            value = JSON.readTree(text(item, "value"));
        } catch (JsonProcessingException e) {
            return List.of(service, instance, "unreadable", "?", "?", "?", generation, "?");
        }
        return List.of(
                service,
                instance,
                value.path("state").asText("?"),
                value.path("version").asText("?"),
                value.path("zone").asText("?"),
                uptime(value.path("startedAt").asText(), now),
                generation,
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
        return port > 0
                ? host + ":" + port
                : host + ":" + instance.path("adminPort").asInt() + " (admin only)";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(JsonNode item, String field) {
        return new String(Base64.getDecoder().decode(item.path(field).asText()), StandardCharsets.UTF_8);
    }
}
