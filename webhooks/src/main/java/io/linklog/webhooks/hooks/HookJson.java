package io.linklog.webhooks.hooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.mesh.etcd.JsonValue;
import io.linklog.mesh.etcd.MalformedValueException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A hook as text in etcd. Fields that are not known here are passed over; {@code format} as in an instance. */
final class HookJson {

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private HookJson() {}

    static String write(Hook hook) {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("id", hook.id())
                .put("url", hook.url().toString())
                .put("state", hook.state().name())
                .put("why", hook.why())
                .put("createdAt", hook.createdAt().toString());
        hook.types().stream().sorted().forEach(json.putArray("types")::add);
        hook.codes().stream().sorted().forEach(json.putArray("codes")::add);
        hook.tags().stream().sorted().forEach(json.putArray("tags")::add);
        hook.secrets().stream().map(Secret::text).forEach(json.putArray("secrets")::add);
        ObjectNode positions = json.putObject("positions");
        hook.positions()
                .forEach((at, position) -> positions.put(at.toString(), position.number() + ":" + position.offset()));
        return json.toString();
    }

    static Hook read(String text) throws MalformedValueException {
        JsonValue json = JsonValue.read(text, FORMAT);
        try {
            Map<TopicPartition, Hook.Position> positions = new HashMap<>();
            json.texts("positions").forEach((at, position) -> {
                int dash = at.lastIndexOf('-');
                String[] parts = position.split(":", 2);
                positions.put(
                        new TopicPartition(at.substring(0, dash), Integer.parseInt(at.substring(dash + 1))),
                        new Hook.Position(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
            });
            return new Hook(
                    json.text("id"),
                    URI.create(json.text("url")),
                    new HashSet<>(json.textList("types")),
                    new HashSet<>(json.textList("codes")),
                    new HashSet<>(json.textList("tags")),
                    json.textList("secrets").stream().map(Secret::new).toList(),
                    json.oneOf("state", Hook.State.class),
                    json.text("why"),
                    json.instant("createdAt"),
                    positions);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MalformedValueException("no webhook: " + e.getMessage());
        }
    }
}
