package io.linklog.mesh.registry;

import static io.linklog.mesh.etcd.JsonCodec.requireRange;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import java.util.Map;

/**
 * An {@link Instance} as JSON in etcd. It has no field for the generation: the generation is the key's create revision,
 * which etcd assigns.
 */
record InstanceJson(
        String service,
        String id,
        String host,
        int port,
        int adminPort,
        InstanceState state,
        String zone,
        String version,
        int weight,
        int hashId,
        Instant startedAt,
        Map<String, String> metadata) {

    private static final JsonCodec<InstanceJson> CODEC = new JsonCodec<>(InstanceJson.class, 1);

    static String write(Instance instance) {
        return CODEC.write(new InstanceJson(
                instance.service(),
                instance.id(),
                instance.host(),
                instance.port(),
                instance.adminPort(),
                instance.state(),
                instance.zone(),
                instance.version(),
                instance.weight(),
                instance.hashId(),
                instance.startedAt(),
                instance.metadata()));
    }

    static Instance read(RegistryKeys keys, Etcd.Entry entry) throws MalformedValueException {
        return CODEC.read(entry.value(), json -> json.instance(keys, entry));
    }

    private Instance instance(RegistryKeys keys, Etcd.Entry entry) {
        if (!RegistryKeys.isName(service)
                || !RegistryKeys.isName(id)
                || !entry.key().equals(keys.instance(service, id))) {
            throw new IllegalArgumentException("the value names another instance, " + service + "/" + id);
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("'host' is blank");
        }
        return new Instance(
                service,
                id,
                host,
                requireRange("port", port, 0, 65_535),
                requireRange("adminPort", adminPort, 0, 65_535),
                state,
                zone,
                version,
                requireRange("weight", weight, 0, Registration.LARGEST_WEIGHT),
                requireRange("hashId", hashId, 1, Integer.MAX_VALUE),
                entry.createRevision(),
                startedAt,
                metadata);
    }
}
