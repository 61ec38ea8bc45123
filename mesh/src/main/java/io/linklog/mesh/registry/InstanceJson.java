package io.linklog.mesh.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonValue;
import io.linklog.mesh.etcd.MalformedValueException;
import java.util.Map;

/**
 * An instance as text in etcd: one flat JSON object. Fields that are not known here are passed over, so that a newer
 * writer may add some; a new {@code format} is for what an old reader must not misread. The generation is not in the
 * text: it is the key's create revision, which etcd counts and nobody can get wrong.
 */
final class InstanceJson {

    static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

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

    static Instance read(Etcd.Item item) throws MalformedValueException {
        JsonValue json = JsonValue.read(item.value(), FORMAT);
        String service = json.text("service");
        String id = json.text("id");
        if (!Keys.isName(service) || !Keys.isName(id) || !item.key().equals(Keys.instance(service, id))) {
            throw new MalformedValueException("says to be " + service + "/" + id);
        }
        String host = json.text("host");
        if (host.isBlank()) {
            throw new MalformedValueException("'host' is empty");
        }
        return new Instance(
                service,
                id,
                host,
                json.integer("port", 0, 65_535),
                json.integer("adminPort", 0, 65_535),
                json.oneOf("state", InstanceState.class),
                json.text("zone"),
                json.text("version"),
                json.integer("weight", 0, Registration.LARGEST_WEIGHT),
                json.integer("hashId", 1, Integer.MAX_VALUE),
                item.createRevision(),
                json.instant("startedAt"),
                json.texts("metadata"));
    }
}
