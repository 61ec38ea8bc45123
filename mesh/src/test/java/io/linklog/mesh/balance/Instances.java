package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Instances for tests, named by their hash id. */
public final class Instances {

    private Instances() {}

    public static List<Instance> of(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> one(n, 100, "a")).toList();
    }

    public static Instance one(int hashId, int weight, String zone) {
        return one(hashId, weight, zone, InstanceState.UP, 1, 8000 + hashId % 1000);
    }

    public static Instance at(int hashId, int port) {
        return one(hashId, 100, "a", InstanceState.UP, 1, port);
    }

    public static Instance one(int hashId, int weight, String zone, InstanceState state, long generation, int port) {
        return Instance.builder("target", "i-" + hashId, "127.0.0.1", port)
                .state(state)
                .zone(zone)
                .weight(weight)
                .hashId(hashId)
                .generation(generation)
                .startedAt(Instant.EPOCH)
                .build();
    }
}
