package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.route.Route;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WeightsTest {

    private static final Path MAP = Path.of("conf/weights.map");

    @Test
    void onlyAServiceWithACanaryHasAWeight() {
        assertThat(Weights.of(Map.of(
                        "a", Route.only("a", "1"), "b", Route.only("b", "1").withCanary("2", 0))))
                .isEqualTo(Map.of("b", 0));
    }

    @Test
    void entriesAreAddedSetAndDeleted() {
        assertThat(Weights.plan(MAP, Map.of("a", 100), Map.of()))
                .extracting(Step::command)
                .containsExactly("add map conf/weights.map a 100");
        assertThat(Weights.plan(MAP, Map.of("a", 500), Map.of("a", "100")))
                .extracting(Step::command)
                .containsExactly("set map conf/weights.map a 500");
        assertThat(Weights.plan(MAP, Map.of(), Map.of("a", "100")))
                .extracting(Step::command)
                .containsExactly("del map conf/weights.map a");
        assertThat(Weights.plan(MAP, Map.of("a", 100), Map.of("a", "100"))).isEmpty();
    }
}
