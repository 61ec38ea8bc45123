package io.linklog.mesh.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InstanceTest {

    @Test
    void aBuilderNeedsFourValuesAndHasDefaultsForTheRest() {
        Instant before = Instant.now();
        Instance built =
                Instance.builder("greeter", "greeter-1", "127.0.0.1", 8080).build();
        assertThat(built)
                .isEqualTo(new Instance(
                        "greeter",
                        "greeter-1",
                        "127.0.0.1",
                        8080,
                        0,
                        InstanceState.STARTING,
                        "local",
                        "1",
                        100,
                        0,
                        0,
                        built.startedAt(),
                        Map.of()));
        assertThat(built.startedAt()).isBetween(before, Instant.now());
    }

    @Test
    void aBuilderSetsEachComponent() {
        assertThat(unusual())
                .isEqualTo(new Instance(
                        "s", "i", "h", 1, 2, InstanceState.UP, "z", "v", 3, 4, 5, Instant.EPOCH, Map.of("rack", "7")));
    }

    @Test
    void aChangedCopyKeepsAllElse() {
        assertThat(unusual().withState(InstanceState.DOWN).withState(InstanceState.UP))
                .isEqualTo(unusual());
        assertThat(unusual().withState(InstanceState.DOWN)).isNotEqualTo(unusual());
        assertThat(unusual().withWeight(9).withWeight(3)).isEqualTo(unusual());
        assertThat(unusual().withHashId(9).withHashId(4)).isEqualTo(unusual());
        assertThat(unusual().withGeneration(9).withGeneration(5)).isEqualTo(unusual());
    }

    private static Instance unusual() {
        return Instance.builder("s", "i", "h", 1)
                .adminPort(2)
                .state(InstanceState.UP)
                .zone("z")
                .version("v")
                .weight(3)
                .hashId(4)
                .generation(5)
                .startedAt(Instant.EPOCH)
                .metadata(Map.of("rack", "7"))
                .build();
    }
}
