package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class InstanceTableTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-23T10:02:05Z");

    private final ObjectNode answer = JSON.createObjectNode();
    private final ArrayNode items = answer.putArray("kvs");

    private void item(String key, long revision, String value) {
        items.addObject()
                .put("key", base64(key))
                .put("value", base64(value))
                .put("create_revision", Long.toString(revision));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shows_who_is_registered_in_columns() {
        item(
                "/linklog/services/projector/projector-1",
                7,
                "{\"host\":\"h\",\"port\":0,\"adminPort\":9084,\"state\":\"DOWN\",\"zone\":\"a\",\"version\":\"0.1\","
                        + "\"startedAt\":\"2026-11-23T10:00:00Z\"}");
        item(
                "/linklog/services/query-service/query-service-12",
                1234,
                "{\"host\":\"h\",\"port\":8082,\"adminPort\":9082,\"state\":\"UP\",\"zone\":\"zone-b\","
                        + "\"version\":\"0.1\",\"startedAt\":\"2026-11-23T10:02:04Z\"}");
        assertThat(InstanceTable.lines(answer, NOW))
                .containsExactly(
                        "SERVICE        INSTANCE          STATE  VERSION  ZONE    UPTIME  GENERATION  ADDRESS",
                        "projector      projector-1       DOWN   0.1      a       2m5s    7           h:9084 (admin only)",
                        "query-service  query-service-12  UP     0.1      zone-b  1s      1234        h:8082");
    }

    @Test
    void what_cannot_be_read_is_shown_as_such() {
        item("/linklog/services/x/x-1", 3, "scribble");
        item("/linklog/services/x/x-2", 4, "{}");
        assertThat(InstanceTable.lines(answer, NOW))
                .hasSize(3)
                .element(1)
                .asString()
                .contains("x-1", "unreadable", "3");
    }

    @Test
    void nobody_is_one_line() {
        assertThat(InstanceTable.lines(JSON.createObjectNode(), NOW))
                .containsExactly("Registry: nobody is registered.");
    }
}
