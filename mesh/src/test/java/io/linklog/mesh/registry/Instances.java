package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeySpace;
import java.time.Instant;
import java.util.Map;

/** Instances to test with. */
final class Instances {

    static final RegistryKeys KEYS = new RegistryKeys(KeySpace.LINKLOG);

    private Instances() {}

    static Instance up(String service, String id) {
        return Instance.builder(service, id, "10.0.0.1", 8080)
                .adminPort(9080)
                .state(InstanceState.UP)
                .zone("a")
                .version("1.0")
                .hashId(1)
                .startedAt(Instant.parse("2026-11-23T10:00:00Z"))
                .metadata(Map.of("rack", "7"))
                .build();
    }

    /** The entry in etcd after one write at this revision. */
    static Etcd.Entry item(Instance instance, long revision) {
        return new Etcd.Entry(
                KEYS.instance(instance.service(), instance.id()), InstanceJson.write(instance), revision, revision, 1);
    }
}
