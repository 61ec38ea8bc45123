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
    void isStartingUntilFirstReadyAndDownWhenNotReadyLater() {
        assertThat(ServiceRegistration.next(STARTING, false, false)).isEqualTo(STARTING);
        assertThat(ServiceRegistration.next(STARTING, true, false)).isEqualTo(UP);
        assertThat(ServiceRegistration.next(UP, true, false)).isEqualTo(UP);
        assertThat(ServiceRegistration.next(UP, false, false)).isEqualTo(DOWN);
        assertThat(ServiceRegistration.next(DOWN, false, false)).isEqualTo(DOWN);
        assertThat(ServiceRegistration.next(DOWN, true, false)).isEqualTo(UP);
    }

    @ParameterizedTest
    @EnumSource
    void drainsAtAStopForGood(InstanceState now) {
        assertThat(ServiceRegistration.next(now, true, true)).isEqualTo(DRAINING);
        assertThat(ServiceRegistration.next(now, false, true)).isEqualTo(DRAINING);
        assertThat(ServiceRegistration.next(DRAINING, true, false)).isEqualTo(DRAINING);
    }

    @Test
    void settingsHaveDefaultsForOneMachineAndTheVersionOfTheBuild() {
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
        assertThat(settings.with(Map.of("color", "blue"))
                        .starting(Instant.EPOCH)
                        .metadata())
                .containsEntry("color", "blue");
        assertThat(settings.version()).matches("\\d+\\.\\d+.*");
        assertThat(settings.starting(Instant.EPOCH).state()).isEqualTo(STARTING);
    }

    @Test
    void aSettingThatTheRegistryWouldRefuseIsReportedOnce() {
        Map<String, String> wrong = Map.of(
                "LINKLOG_INSTANCE_ID", "a/b",
                "LINKLOG_ZONE", "zone a",
                "LINKLOG_WEIGHT", "-1",
                "LINKLOG_REGISTRATION_TTL", "10ms",
                "LINKLOG_DRAIN_PAUSE", "1h");
        Env env = new Env(wrong);
        RegistrationSettings.instanceId(env, "greeter");
        RegistrationSettings.withHttp(env, "greeter", 8080, 9080);
        assertThatThrownBy(env::check)
                .hasMessageContainingAll(wrong.keySet().toArray(String[]::new))
                .extracting(Throwable::getMessage)
                .asString()
                .containsOnlyOnce("LINKLOG_INSTANCE_ID");
    }

    @Test
    void aProcessWithoutCallersHasNoPortAndDoesNotPause() {
        Env env = new Env(Map.of("LINKLOG_DRAIN_PAUSE", "5s"));
        RegistrationSettings settings = RegistrationSettings.withoutHttp(env, "worker", 9080);
        assertThat(settings.port()).isZero();
        assertThat(settings.drainPause()).isZero();
        assertThat(env.declared()).extracting(Env.Setting::name).doesNotContain("LINKLOG_DRAIN_PAUSE");
    }
}
