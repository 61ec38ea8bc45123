package io.linklog.sidecar.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.sidecar.certs.CertificateFolder;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.settings.SidecarSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SidecarLayoutTest {

    private static SidecarLayout layout(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("LINKLOG_SIDECAR_ROLE", "sidecar");
        all.put("LINKLOG_PROXY_DIR", "conf/sidecar");
        SidecarSettings read = SidecarSettings.from(new Env(all));
        return new SidecarLayout(new ConfigFolder(read.proxyFolder()), read);
    }

    @Test
    void eachCalledServiceHasABackendAndACanaryBackend() {
        SidecarLayout layout = layout(Map.of("LINKLOG_SIDECAR_CALLS", "query-service, greeter"));
        assertThat(layout.pools())
                .extracting(Pool::backend)
                .containsExactly("query-service", "query-service.canary", "greeter", "greeter.canary");
        ProxiedServer server = new ProxiedServer("greeter-1", "10.0.0.1", 7000, 9082, 100, 7);
        assertThat(layout.configuration(Map.of(layout.pools().get(2), List.of(server))))
                .contains("bind 127.0.0.1:15001")
                .contains("unless { var(txn.service) -m str -- query-service greeter }")
                .contains("\nbackend greeter from all\n")
                .contains("/readyz?instance=greeter/%[srv_name]")
                .contains("    server greeter-1 10.0.0.1:7000 id 7 weight 100 ")
                .doesNotContain("${");
    }

    @Test
    void checksGoToTheDoorOnlyForServicesCalledWithTls(@TempDir Path folder) {
        CertificateFolder certificates = new CertificateFolder(folder, InstantSource.system());
        certificates.ensure(List.of("reports"), Duration.ofDays(1));
        SidecarLayout layout = layout(Map.of(
                "LINKLOG_SIDECAR_PROGRAM", "reports",
                "LINKLOG_SIDECAR_CERT_FILE", certificates.of("reports").toString(),
                "LINKLOG_SIDECAR_CALLS", "greeter,query-service",
                "LINKLOG_SIDECAR_CALLS_PLAIN", "query-service"));
        assertThat(layout.configuration(Map.of()))
                .contains("\"/.linklog/readyz?instance=greeter/", "\"/readyz?instance=query-service/")
                .contains("this sidecar calls: greeter, query-service.")
                .doesNotContain("frontend inbound");
        assertThat(layout.pools())
                .filteredOn(pool -> pool.credentials().isPresent())
                .extracting(Pool::backend)
                .containsExactly("greeter", "greeter.canary");
    }

    @Test
    void aSidecarWithoutCallsSaysSoInItsErrors() {
        assertThat(layout(Map.of()).configuration(Map.of())).contains("this sidecar calls: none.");
    }

    @Test
    void invalidHostNamesAndCanaryNamesAreRefused() {
        for (String name : List.of("Greeter", "a b", "greeter.canary", "-greeter")) {
            assertThatThrownBy(() -> layout(Map.of("LINKLOG_SIDECAR_CALLS", name)))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining("LINKLOG_SIDECAR_CALLS=" + name);
        }
    }
}
