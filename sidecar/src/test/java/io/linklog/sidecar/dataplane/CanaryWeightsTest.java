package io.linklog.sidecar.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.route.Route;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CanaryWeightsTest {

    private static final Path MAP = Path.of("conf/weights.map");

    @Test
    void onlyAServiceWithACanaryHasAWeight() {
        assertThat(CanaryWeights.of(Map.of(
                        "a", Route.only("a", "1"), "b", Route.only("b", "1").withCanary("2", 0))))
                .isEqualTo(Map.of("b", 0));
    }

    @Test
    void entriesAreAddedSetAndDeleted() {
        assertThat(CanaryWeights.plan(MAP, Map.of("a", 100), Map.of()))
                .extracting(RuntimeCommand::command)
                .containsExactly("add map conf/weights.map a 100");
        assertThat(CanaryWeights.plan(MAP, Map.of("a", 500), Map.of("a", "100")))
                .extracting(RuntimeCommand::command)
                .containsExactly("set map conf/weights.map a 500");
        assertThat(CanaryWeights.plan(MAP, Map.of(), Map.of("a", "100")))
                .extracting(RuntimeCommand::command)
                .containsExactly("del map conf/weights.map a");
        assertThat(CanaryWeights.plan(MAP, Map.of("a", 100), Map.of("a", "100")))
                .isEmpty();
    }
}
