package io.linklog.kit.registration;

import static io.linklog.mesh.registry.InstanceState.DOWN;
import static io.linklog.mesh.registry.InstanceState.DRAINING;
import static io.linklog.mesh.registry.InstanceState.STARTING;
import static io.linklog.mesh.registry.InstanceState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.settings.Env;
import io.linklog.mesh.registry.InstanceState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceRegistrationTest {

    @Test
    void theStateIsStartingUntilTheProcessIsReadyAndDownIfItIsNotReadyLater() {
        assertThat(ServiceRegistration.next(STARTING, false, false)).isEqualTo(STARTING);
        assertThat(ServiceRegistration.next(STARTING, true, false)).isEqualTo(UP);
        assertThat(ServiceRegistration.next(UP, true, false)).isEqualTo(UP);
        assertThat(ServiceRegistration.next(UP, false, false)).isEqualTo(DOWN);
        assertThat(ServiceRegistration.next(DOWN, false, false)).isEqualTo(DOWN);
        assertThat(ServiceRegistration.next(DOWN, true, false)).isEqualTo(UP);
    }

    @ParameterizedTest
    @EnumSource
    void drainingIsTheFinalState(InstanceState state) {
        assertThat(ServiceRegistration.next(state, true, true)).isEqualTo(DRAINING);
        assertThat(ServiceRegistration.next(state, false, true)).isEqualTo(DRAINING);
        assertThat(ServiceRegistration.next(DRAINING, true, false)).isEqualTo(DRAINING);
    }

    @Test
    void theDefaultsFitOneMachineAndContainTheVersionOfTheBuild() {
        Env env = new Env(Map.of());
        RegistrationSettings settings = RegistrationSettings.withHttp(env, "greeter", 8080, 9080);
        env.check();
        assertThat(settings)
                .isEqualTo(new RegistrationSettings(
                        "greeter",
                        "greeter-1",
                        "127.0.0.1",
                        8080,
                        9080,
                        "local",
                        settings.version(),
                        100,
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        Map.of()));
        assertThat(settings.withMetadata(Map.of("color", "blue"))
                        .initialInstance(Instant.EPOCH)
                        .metadata())
                .containsEntry("color", "blue");
        assertThat(settings.version()).matches("\\d+\\.\\d+.*");
        assertThat(settings.initialInstance(Instant.EPOCH).state()).isEqualTo(STARTING);
    }

    @Test
    void eachInvalidSettingIsReportedOnce() {
        Map<String, String> invalid = Map.of(
                "LINKLOG_INSTANCE_ID", "a/b",
                "LINKLOG_ZONE", "zone a",
                "LINKLOG_WEIGHT", "-1",
                "LINKLOG_REGISTRATION_TTL", "10ms",
                "LINKLOG_DRAIN_PAUSE", "1h");
        Env env = new Env(invalid);
        RegistrationSettings.instanceId(env, "greeter");
        RegistrationSettings.withHttp(env, "greeter", 8080, 9080);
        assertThatThrownBy(env::check)
                .hasMessageContainingAll(invalid.keySet().toArray(String[]::new))
                .extracting(Throwable::getMessage)
                .asString()
                .containsOnlyOnce("LINKLOG_INSTANCE_ID");
    }

    @Test
    void aProcessWithoutAnApiHasNoPortAndNoDrainPause() {
        Env env = new Env(Map.of("LINKLOG_DRAIN_PAUSE", "5s"));
        RegistrationSettings settings = RegistrationSettings.withoutHttp(env, "worker", 9080);
        assertThat(settings.port()).isZero();
        assertThat(settings.drainPause()).isZero();
        assertThat(env.declaredSettings()).extracting(Env.Setting::name).doesNotContain("LINKLOG_DRAIN_PAUSE");
    }
}
