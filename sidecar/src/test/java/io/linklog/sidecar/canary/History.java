package io.linklog.sidecar.canary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.mesh.canary.RolloutKeys;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.etcd.PrefixWatch;
import io.linklog.mesh.route.RouteKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every write to a rollout and its route, by the revision of etcd. */
final class History implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String rolloutKey;
    private final String routeKey;
    private final PrefixWatch watch;
    private final Map<Long, Map<String, String>> revisions = new TreeMap<>();

    History(Etcd etcd, String service) throws InterruptedException {
        this.rolloutKey = new RolloutKeys(KeySpace.LINKLOG).of(service);
        this.routeKey = new RouteKeys(KeySpace.LINKLOG).of(service);
        long now = etcd.await(etcd.list(new RolloutKeys(KeySpace.LINKLOG).prefix()))
                .revision();
        this.watch = etcd.watchPrefix("/linklog/", now + 1, new PrefixWatch.Listener() {
            @Override
            public void onOpened(long revision) {}

            @Override
            public void onChanged(List<PrefixWatch.Change> changes) {
                changes.forEach(History.this::note);
            }

            @Override
            public void onEnded(boolean compacted, @Nullable Throwable cause) {}
        });
    }

    private synchronized void note(PrefixWatch.Change change) {
        if (change.entry() != null
                && (change.key().equals(rolloutKey) || change.key().equals(routeKey))) {
            revisions
                    .computeIfAbsent(change.revision(), revision -> new TreeMap<>())
                    .put(change.key(), change.entry().value());
        }
    }

    /** The phases and weights so far. Also checks that rollout and route were written together and agree. */
    synchronized List<String> states() throws Exception {
        List<String> states = new ArrayList<>();
        for (Map.Entry<Long, Map<String, String>> write : revisions.entrySet()) {
            assertThat(write.getValue()).as("written at %s", write.getKey()).containsOnlyKeys(rolloutKey, routeKey);
            JsonNode rollout = JSON.readTree(write.getValue().get(rolloutKey));
            JsonNode route = JSON.readTree(write.getValue().get(routeKey));
            String phase = rollout.path("phase").asText();
            int weight = rollout.path("plan")
                    .path("steps")
                    .path(rollout.path("step").asInt())
                    .asInt();
            switch (phase) {
                case "PROMOTED" -> {
                    assertThat(route.path("stable")).isEqualTo(rollout.path("canary"));
                    assertThat(route.has("canary")).isFalse();
                    assertThat(route.path("weight").asInt()).isZero();
                }
                case "ROLLED_BACK" -> assertThat(route.path("weight").asInt()).isZero();
                default -> assertThat(route.path("weight").asInt()).isEqualTo(weight);
            }
            String state = phase + " " + weight;
            if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
                states.add(state);
            }
        }
        return states;
    }

    @Override
    public void close() {
        watch.close();
    }
}
