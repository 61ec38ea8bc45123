package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.client.Networks;
import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.process.Closer;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client behind proxies that edge and service trust by one setting, and one that forges an address. */
final class EdgeProxiesIT {

    private static final String TRUSTED = "127.0.0.1,127.0.0.7,10.1.0.0/16,2001:db8:9::/48";
    private static final String PROXY = "127.0.0.7";
    private static final String STRANGER = "127.0.0.2";
    private static final int RATE = 10;

    @TempDir
    private static Path folder;

    private static final Closer closer = new Closer();
    private static TestEdge edge;

    /** @param lines of X-Forwarded-For */
    private record Case(String from, List<String> lines, String client) {}

    private static Case of(String from, String client, String... lines) {
        return new Case(from, List.of(lines), client);
    }

    private static final List<Case> CASES = List.of(
            of(PROXY, "203.0.113.9", "203.0.113.9"),
            of(PROXY, "203.0.113.9", "198.51.100.1, 203.0.113.9"),
            of(PROXY, "203.0.113.9", "198.51.100.1, 203.0.113.9, 10.1.2.3"),
            of(PROXY, "203.0.113.9", "198.51.100.1", "203.0.113.9", "10.1.2.3"),
            of(PROXY, "203.0.113.9", "198.51.100.1,203.0.113.9 , 10.1.2.3,10.1.2.4", "2001:db8:9::1,10.1.2.5"),
            of(PROXY, "10.2.0.1", "198.51.100.1, 10.2.0.1"),
            of(PROXY, "203.0.113.9", "198.51.100.1, 203.0.113.9:51234"),
            of(PROXY, "2001:db8::5", "198.51.100.1, [2001:db8::5]:443"),
            of(PROXY, "2001:db8::5", "2001:db8::5"),
            of(PROXY, "2001:db8::5", "2001:db8::5", "2001:db8:9::1"),
            of(PROXY, PROXY),
            of(PROXY, PROXY, "rubbish"),
            of(PROXY, PROXY, "198.51.100.1, localhost"),
            of(PROXY, PROXY, "198.51.100.1, 256.1.1.1"),
            of(PROXY, PROXY, "198.51.100.1, "),
            of(PROXY, "10.1.2.3", "198.51.100.1, unknown, 10.1.2.3"),
            of(STRANGER, STRANGER),
            of(STRANGER, STRANGER, "198.51.100.1"),
            of(STRANGER, STRANGER, "198.51.100.1", "10.1.2.3"),
            of(STRANGER, STRANGER, "127.0.0.1"));

    @BeforeAll
    static void start() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        Etcd etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        edge = closer.add(
                "edge",
                TestEdge.start(
                        folder,
                        endpoint,
                        Map.of(
                                "LINKLOG_TRUSTED_PROXIES",
                                TRUSTED,
                                "LINKLOG_REQUEST_RATE_PER_CLIENT",
                                Integer.toString(RATE),
                                "LINKLOG_CONNECTIONS_PER_CLIENT",
                                "5",
                                "LINKLOG_UNLIMITED_ADDRESSES",
                                "198.18.0.1")));
        TrustedProxies proxies = new TrustedProxies(Networks.parse(TRUSTED));
        HttpApi api = HttpApi.start(
                ListenSettings.loopback(), 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
                    config.routes.get(
                            "/client",
                            ctx -> ctx.result(InetAddress.getByAddress(proxies.client(ctx))
                                    .getHostAddress()));
                    config.routes.get(
                            "/said", ctx -> ctx.result(ctx.headerMap().keySet().toString()));
                });
        closer.add("service", api);
        closer.add("service in the registry", TestInstance.register(etcd, "query-service", api.port()));
        edge.awaitServing("query-service", "query-service-1");
    }

    @AfterAll
    static void close() throws Exception {
        closer.close();
    }

    private static TestEdge.Said ask(String from, List<String> lines) throws Exception {
        return edge.callFrom(
                from,
                "/client",
                lines.stream()
                        .flatMap(line -> Stream.of("X-Forwarded-For", line))
                        .toArray(String[]::new));
    }

    @Test
    void theClientIsTheFirstAddressThatIsNotATrustedProxy() throws Exception {
        for (Case row : CASES) {
            // the limit of each address is small
            String address = InetAddress.getByName(row.client()).getHostAddress();
            assertThat(ask(row.from(), row.lines()).body()).as(row.toString()).isEqualTo(address);
        }
    }

    @Test
    void clientsBehindAProxyHaveALimitEach() throws Exception {
        for (String client : List.of("192.0.2.1", "192.0.2.2", "2001:db8:1::1")) {
            for (int i = 0; i < RATE; i++) {
                assertThat(ask(PROXY, List.of("10.9.9." + i, client + ", 10.1.0.1"))
                                .status())
                        .as("%s, request %s", client, i)
                        .isEqualTo(200);
            }
            assertThat(ask(PROXY, List.of("10.9.9.99", client + ", 10.1.0.1")).status())
                    .isEqualTo(429);
        }
        for (int i = 0; i < 2 * RATE; i++) {
            assertThat(ask(PROXY, List.of("198.18.0.1")).status()).isEqualTo(200);
        }
    }

    @Test
    void aStrangerEscapesNoLimitByForging() throws Exception {
        for (int i = 0; i < RATE; i++) {
            ask("127.0.0.3", List.of("192.0.2." + i));
        }
        for (String forged : List.of("192.0.2.77", "198.18.0.1", "127.0.0.7")) {
            assertThat(ask("127.0.0.3", List.of(forged)).status()).as(forged).isEqualTo(429);
        }
    }

    /** Neither scheme nor host of a link depends on what a proxy says: LINKLOG_PUBLIC_URL and Host do. */
    @Test
    void aProxySaysNothingElse() throws Exception {
        TestEdge.Said said = edge.callFrom(
                "127.0.0.1",
                "/said",
                "X-Forwarded-For",
                "192.0.2.50",
                "X-Forwarded-Host",
                "forged.example",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Forged",
                "1",
                "Forwarded",
                "for=192.0.2.60",
                "X-Real-IP",
                "192.0.2.60");
        assertThat(said.body().toLowerCase(Locale.ROOT))
                .contains("x-forwarded-for")
                .doesNotContain("x-forwarded-host", "x-forwarded-proto", "forged", "x-real-ip", " forwarded");
    }
}
