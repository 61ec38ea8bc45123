package io.linklog.webhooks.hooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.mesh.etcd.JsonValue;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@link DeliveryReport} as text in etcd. */
final class DeliveryReportJson {

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private DeliveryReportJson() {}

    static String write(DeliveryReport progress) {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("instance", progress.instance())
                .put("at", progress.at().toString())
                .put("delivered", progress.delivered())
                .put("failed", progress.failed())
                .put("dead", progress.dead())
                .put("skipped", progress.skipped());
        put(json, "lastDelivered", progress.lastDelivered());
        put(json, "lastFailed", progress.lastFailed());
        put(json, "lastError", progress.lastError());
        put(json, "suspendedSince", progress.suspendedSince());
        put(json, "nextProbe", progress.nextProbe());
        return json.toString();
    }

    private static void put(ObjectNode json, String field, @Nullable Object value) {
        if (value != null) {
            json.put(field, value.toString());
        }
    }

    static DeliveryReport read(String text) throws MalformedValueException {
        JsonValue json = JsonValue.read(text, FORMAT);
        return new DeliveryReport(
                json.text("instance"),
                json.instant("at"),
                json.whole("delivered", 0, Long.MAX_VALUE),
                json.whole("failed", 0, Long.MAX_VALUE),
                json.whole("dead", 0, Long.MAX_VALUE),
                json.whole("skipped", 0, Long.MAX_VALUE),
                instant(json, "lastDelivered"),
                instant(json, "lastFailed"),
                json.optionalText("lastError").orElse(null),
                instant(json, "suspendedSince"),
                instant(json, "nextProbe"));
    }

    private static @Nullable Instant instant(JsonValue json, String field) throws MalformedValueException {
        return json.has(field) ? json.instant(field) : null;
    }
}
