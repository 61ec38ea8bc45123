package io.linklog.mesh.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.mesh.Etcd;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * An instance as text in etcd: one flat JSON object. Fields that are not known here are passed over, so that a newer
 * writer may add some; a new {@code format} is for what an old reader must not misread. The generation is not in the text:
 * it is the key's create revision, which etcd counts and nobody can get wrong.
 */
final class InstanceJson {

    static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private InstanceJson() {}

    static String write(Instance instance) {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("service", instance.service())
                .put("id", instance.id())
                .put("host", instance.host())
                .put("port", instance.port())
                .put("adminPort", instance.adminPort())
                .put("state", instance.state().name())
                .put("zone", instance.zone())
                .put("version", instance.version())
                .put("weight", instance.weight())
                .put("hashId", instance.hashId())
                .put("startedAt", instance.startedAt().toString());
        ObjectNode metadata = json.putObject("metadata");
        instance.metadata().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        return json.toString();
    }

    static Instance read(Etcd.Item item) throws MalformedInstanceException {
        JsonNode json;
        try {
            json = JSON.readTree(item.value());
        } catch (JsonProcessingException e) {
            throw new MalformedInstanceException("no JSON: " + e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw new MalformedInstanceException("no JSON object");
        }
        // before all others: what they mean depends on it
        number(json, "format", FORMAT, FORMAT);
        String service = text(json, "service");
        String id = text(json, "id");
        if (!Keys.isName(service) || !Keys.isName(id) || !item.key().equals(Keys.instance(service, id))) {
            throw new MalformedInstanceException("says to be " + service + "/" + id);
        }
        String host = text(json, "host");
        if (host.isBlank()) {
            throw new MalformedInstanceException("'host' is empty");
        }
        return new Instance(
                service,
                id,
                host,
                number(json, "port", 0, 65_535),
                number(json, "adminPort", 0, 65_535),
                state(text(json, "state")),
                text(json, "zone"),
                text(json, "version"),
                number(json, "weight", 0, Registration.LARGEST_WEIGHT),
                number(json, "hashId", 1, Integer.MAX_VALUE),
                item.createRevision(),
                instant(text(json, "startedAt")),
                metadata(json.path("metadata")));
    }

    private static String text(JsonNode json, String field) throws MalformedInstanceException {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new MalformedInstanceException("'" + field + "' is no text");
        }
        return value.textValue();
    }

    private static int number(JsonNode json, String field, int least, int most) throws MalformedInstanceException {
        JsonNode value = json.path(field);
        if (!value.canConvertToInt()
                || !value.isIntegralNumber()
                || value.intValue() < least
                || value.intValue() > most) {
            throw new MalformedInstanceException("'" + field + "' is " + (value.isMissingNode() ? "missing" : value)
                    + ", not a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    private static InstanceState state(String name) throws MalformedInstanceException {
        try {
            return InstanceState.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new MalformedInstanceException("'state' " + name + " is not known");
        }
    }

    private static Instant instant(String text) throws MalformedInstanceException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedInstanceException("'startedAt' " + text + " is no time");
        }
    }

    private static Map<String, String> metadata(JsonNode json) throws MalformedInstanceException {
        if (!json.isObject()) {
            throw new MalformedInstanceException("'metadata' is no object");
        }
        Map<String, String> metadata = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new MalformedInstanceException("'metadata' " + entry.getKey() + " is no text");
            }
            metadata.put(entry.getKey(), entry.getValue().textValue());
        }
        return metadata;
    }
}
