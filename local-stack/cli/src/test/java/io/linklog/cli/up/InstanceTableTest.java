package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceTableTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:02:05Z");

    private final List<EtcdEntry> entries = new ArrayList<>();

    private void item(String name, long revision, String value) {
        entries.add(new EtcdEntry(name, value, Long.toString(revision)));
    }

    @Test
    void showsWhoIsRegisteredInColumns() {
        item(
                "projector/projector-1",
                7,
                "{\"host\":\"h\",\"port\":0,\"adminPort\":9084,\"state\":\"DOWN\",\"zone\":\"a\",\"version\":\"0.1\","
                        + "\"startedAt\":\"2026-11-23T10:00:00Z\"}");
        item(
                "query-service/query-service-12",
                1234,
                "{\"host\":\"h\",\"port\":8082,\"adminPort\":9082,\"state\":\"UP\",\"zone\":\"zone-b\","
                        + "\"version\":\"0.1\",\"startedAt\":\"2026-11-23T10:02:04Z\"}");
        item(
                "greeter/greeter-sidecar",
                8,
                "{\"host\":\"h\",\"port\":0,\"adminPort\":9084,\"state\":\"UP\",\"zone\":\"a\",\"version\":\"0.1\","
                        + "\"startedAt\":\"2026-11-23T10:00:00Z\",\"metadata\":{\"tlsPort\":\"15443\"}}");
        assertThat(InstanceTable.lines(entries, NOW))
                .containsExactly(
                        "SERVICE        INSTANCE          STATE  VERSION  ZONE    UPTIME  GENERATION  ADDRESS",
                        "projector      projector-1       DOWN   0.1      a       2m5s    7           h:9084 (admin "
                                + "only)",
                        "query-service  query-service-12  UP     0.1      zone-b  1s      1234        h:8082",
                        "greeter        greeter-sidecar   UP     0.1      a       2m5s    8           h:15443 "
                                + "(mutual TLS)");
    }

    @Test
    void whatCannotBeReadIsShownAsSuch() {
        item("x/x-1", 3, "scribble");
        item("x/x-2", 4, "{}");
        assertThat(InstanceTable.lines(entries, NOW))
                .hasSize(3)
                .element(1)
                .asString()
                .contains("x-1", "unreadable", "3");
    }

    @Test
    void nobodyIsOneLine() {
        assertThat(InstanceTable.lines(List.of(), NOW)).containsExactly("Registry: no instance is registered.");
    }
}
