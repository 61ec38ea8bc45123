package io.linklog.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.sidecar.certs.CertificateFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SidecarSettingsTest {

    @Test
    void anAgentIsAnEdgeByDefaultAndRegistersUnderItsRole() {
        SidecarSettings edge = SidecarSettings.from(new Env(Map.of()));
        assertThat(edge.role()).isEqualTo(Role.EDGE);
        assertThat(edge.port()).isEqualTo(8080);
        assertThat(edge.service().registration().service()).isEqualTo("edge");
    }

    @Test
    void anUnknownRoleIsReportedTogetherWithOtherMistakes() {
        assertThatThrownBy(() -> SidecarSettings.from(
                        new Env(Map.of("LINKLOG_SIDECAR_ROLE", "proxy", "LINKLOG_ADMIN_PORT", "many"))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("must be edge or sidecar")
                .hasMessageContaining("LINKLOG_ADMIN_PORT");
    }

    private static Map<String, String> sidecar(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("LINKLOG_SIDECAR_ROLE", "sidecar"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return all;
    }

    private static void assertRefused(Map<String, String> settings, String... reasons) {
        assertThatThrownBy(() -> SidecarSettings.from(new Env(settings)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll(reasons);
    }

    @Test
    void aSidecarWithADoorRegistersItsProgramWithoutAPlainPort(@TempDir Path folder) {
        CertificateFolder certificates = new CertificateFolder(folder, InstantSource.system());
        certificates.ensure(List.of("greeter"), Duration.ofDays(1));
        RegistrationSettings registration = SidecarSettings.from(new Env(sidecar(
                        "LINKLOG_SIDECAR_PROGRAM", "greeter",
                        "LINKLOG_SIDECAR_PROGRAM_PORT", "7000",
                        "LINKLOG_SIDECAR_CERT_FILE", certificates.of("greeter").toString())))
                .service()
                .registration();
        assertThat(registration.service()).isEqualTo("greeter");
        assertThat(registration.port()).isZero();
        assertThat(registration.metadata()).isEqualTo(Map.of("tlsPort", "15443"));
        assertThat(SidecarSettings.from(new Env(sidecar()))
                        .service()
                        .registration()
                        .service())
                .isEqualTo("sidecar");
    }

    @Test
    void missingCertificatesAndThoseOfOtherServicesAreMistakes(@TempDir Path folder) throws Exception {
        CertificateFolder certificates = new CertificateFolder(folder, InstantSource.system());
        certificates.ensure(List.of("other"), Duration.ofDays(1));
        assertRefused(
                sidecar(
                        "LINKLOG_SIDECAR_PROGRAM",
                        "greeter",
                        "LINKLOG_SIDECAR_CERT_FILE",
                        certificates.of("other").toString()),
                "must be a certificate for greeter, not for CN=other",
                "./linklog certs greeter");
        assertRefused(
                sidecar("LINKLOG_SIDECAR_CERT_FILE", certificates.of("nobody").toString()), "must be a readable file");
        assertRefused(sidecar("LINKLOG_SIDECAR_PROGRAM_PORT", "7000"), "needs LINKLOG_SIDECAR_CERT_FILE");
        assertRefused(
                sidecar(
                        "LINKLOG_SIDECAR_CA_FILE",
                        certificates.authority().toString(),
                        "LINKLOG_SIDECAR_CALLS",
                        "Greeter"),
                "needs a valid LINKLOG_SIDECAR_CERT_FILE",
                "LINKLOG_SIDECAR_CALLS=Greeter");
    }
}
