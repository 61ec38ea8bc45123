package io.linklog.sidecar.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.settings.Env;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.settings.SidecarSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EdgeLayoutTest {

    private static EdgeLayout layout(Map<String, String> settings) {
        SidecarSettings read = SidecarSettings.from(new Env(settings));
        return new EdgeLayout(new ConfigFolder(read.proxyFolder()), read);
    }

    @Test
    void writesGoToCommandServiceAndReadsToQueryService() {
        EdgeLayout layout = layout(Map.of("LINKLOG_BIND_HOST", "127.0.0.1", "LINKLOG_PROXY_DIR", "conf/edge"));
        Pool query = layout.pools().stream()
                .filter(pool -> pool.backend().equals("query-service"))
                .findFirst()
                .orElseThrow();
        ProxiedServer server = new ProxiedServer("query-service-1", "10.0.0.1", 8082, 9082, 100, 7);
        assertThat(layout.configuration(Map.of(query, List.of(server))))
                .contains("bind 127.0.0.1:8080")
                .contains("str(command-service) if api links change !visits or api commands")
                .contains("default_backend query-service")
                .contains("stats socket unix@conf/edge/haproxy.sock")
                .contains("errorfile 503 \"conf/edge/503.http\"")
                .contains("    server query-service-1 10.0.0.1:8082 id 7 weight 100 ")
                .doesNotContain("${");
        assertThat(layout.files()).containsKey("503.http");
    }

    @Test
    void eventStreamsHaveABackendOfTheirOwnAndAQuarterOfTheConnections() {
        assertThat(layout(Map.of("LINKLOG_MAX_CONNECTIONS", "2000")).configuration(Map.of()))
                .contains("set-var(txn.backend) str(events) if api events read", "backend events.canary from streams")
                .contains("if api events read { be_conn(events) ge 500 } or");
    }

    @Test
    void clientsHaveRatesExceptOnThisMachine() {
        assertThat(layout(Map.of()).configuration(Map.of()))
                .contains(
                        "acl unlimited src 127.0.0.0/8 0:0:0:0:0:0:0:1/128",
                        "track-sc1 src,ipmask(32,64) table clients",
                        "reject if { sc1_conn_cur gt 1000 }",
                        "reject if { sc1_conn_rate gt 2000 } !unlimited",
                        "if { sc1_http_req_rate gt 20000 } !unlimited",
                        "stick-table type ipv6 size 100k expire 1m store conn_cur,conn_rate(10s),http_req_rate(10s)");
        assertThat(layout(Map.of("LINKLOG_UNLIMITED_ADDRESSES", "none", "LINKLOG_REQUEST_RATE_PER_CLIENT", "7"))
                        .configuration(Map.of()))
                .contains("acl unlimited always_false", "{ sc1_http_req_rate gt 7 } !unlimited");
    }

    @Test
    void aRequestCanAskForATraceOnlyIfATraceKeyIsSet() {
        assertThat(layout(Map.of()).configuration(Map.of())).doesNotContain("X-Linklog-Trace");
        assertThat(layout(Map.of("LINKLOG_TRACE_KEY", "s3cret")).configuration(Map.of()))
                .contains("{ req.hdr(X-Linklog-Trace) -m str s3cret }");
    }
}
