package io.linklog.cli.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutPlan;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutStartTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instance ONE = instance("q-1", "1");
    private static final Instance TWO = instance("q-2", "2");
    private static final Instance THREE = instance("q-3", "3");

    @Test
    void theOnlyOtherVersionIsTheStableOne() {
        Rollout rollout = begin(Optional.empty(), "2", ONE, TWO);
        assertThat(rollout.stable()).isEqualTo("1");
        assertThat(rollout.canary()).isEqualTo("2");
        assertThat(rollout.weight()).isEqualTo(100);
    }

    @Test
    void theRouteSaysWhichIsStableWhileItRuns() {
        assertThat(begin(Optional.of(Route.only("query", "3")), "2", ONE, TWO, THREE)
                        .stable())
                .isEqualTo("3");
        assertThat(begin(Optional.of(Route.only("query", "0")), "2", ONE, TWO).stable())
                .as("no instance runs 0 any more")
                .isEqualTo("1");
    }

    @Test
    void aVersionThatNobodyRunsIsRefusedWithWhatRunsAndHowToStartIt() {
        assertThatThrownBy(() -> begin(Optional.empty(), "2", ONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("No instance of query runs 2")
                .hasMessageContaining("1 (q-1)")
                .hasMessageContaining("./linklog scale query=2 --version 2");
        assertThatThrownBy(() -> begin(Optional.empty(), "2", ONE, TWO.withState(InstanceState.STARTING)))
                .as("it is not UP yet")
                .isInstanceOf(Failure.class);
    }

    @Test
    void aSecondRolloutIsRefusedUntilTheFirstIsOver() {
        Rollout first = Rollout.start("query", "1", "2", RolloutPlan.USUAL, NOW);
        assertThatThrownBy(() -> start(Optional.of(first), Optional.empty(), ONE, TWO, THREE)
                        .rollout("3", Optional.empty(), RolloutPlan.USUAL, NOW))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("to 2 is under way (RUNNING at 1 %)")
                .hasMessageContaining("canary abort query");
        assertThat(start(Optional.of(first.abort(NOW)), Optional.of(Route.only("query", "1")), ONE, TWO, THREE)
                        .rollout("3", Optional.empty(), RolloutPlan.USUAL, NOW)
                        .canary())
                .isEqualTo("3");
    }

    @Test
    void whatCannotBeToldApartMustBeSaid() {
        assertThatThrownBy(() -> begin(Optional.empty(), "3", ONE, TWO, THREE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--stable");
        assertThat(start(Optional.empty(), Optional.empty(), ONE, TWO, THREE)
                        .rollout("3", Optional.of("2"), RolloutPlan.USUAL, NOW)
                        .stable())
                .isEqualTo("2");
        assertThatThrownBy(() -> begin(Optional.empty(), "2", TWO)).hasMessageContaining("another version beside it");
        assertThatThrownBy(() -> begin(Optional.of(Route.only("query", "2")), "2", ONE, TWO))
                .hasMessageContaining("stable version of query already");
    }

    private static Rollout begin(Optional<Route> route, String version, Instance... instances) {
        return start(Optional.empty(), route, instances).rollout(version, Optional.empty(), RolloutPlan.USUAL, NOW);
    }

    private static RolloutStart start(Optional<Rollout> rollout, Optional<Route> route, Instance... instances) {
        return new RolloutStart(
                new RolloutStore.Stored("query", rollout, Optional.empty(), 1, new RouteStore.Stored(route, 1)),
                List.of(instances));
    }

    private static Instance instance(String id, String version) {
        return Instance.builder("query", id, "10.0.0.1", 8080)
                .adminPort(9080)
                .state(InstanceState.UP)
                .zone("z")
                .version(version)
                .hashId(1)
                .generation(1)
                .startedAt(Instant.EPOCH)
                .build();
    }
}
