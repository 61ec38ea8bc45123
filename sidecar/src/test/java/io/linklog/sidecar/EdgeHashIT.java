package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy places reads on three instances by the name of their link. */
final class EdgeHashIT {

    private static final String QUERY = "query-service";
    private static final int LINKS = 40;

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private Socket connection;

    @BeforeEach
    void start() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        Etcd etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        Map<String, String> settings =
                Map.of("LINKLOG_PUBLIC_URL", "https://Go.Example:8443/x", "LINKLOG_OWN_HOSTS", "s.example");
        TestEdge edge = closer.add("edge", TestEdge.start(folder, endpoint, settings));
        for (String id : List.of("q-1", "q-2", "q-3")) {
            closer.add(id, TestInstance.start(etcd, QUERY, id));
            edge.awaitServing(QUERY, id);
        }
        connection =
                closer.add("connection", new Socket("127.0.0.1", edge.uri("/").getPort()));
        connection.setSoTimeout(20_000);
    }

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    /**
     * The instance that answers. All requests of a test use one connection: HAProxy has ended a request before it reads
     * the next one there, so the bound on load never sends a link elsewhere.
     */
    private String instance(String host, String path) throws IOException {
        connection
                .getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        String status = line();
        assertThat(status).as(host + path).startsWith("HTTP/1.1 200 ");
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        String body = new String(connection.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
        return body.split(" ", -1)[0];
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = connection.getInputStream().read();
                c != '\n';
                c = connection.getInputStream().read()) {
            if (c < 0) {
                throw new EOFException("the edge closed the connection after: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Test
    void allPathsAndAllHostsOfALinkOnTheDefaultDomainGoToTheSameInstance() throws Exception {
        Set<String> instances = new HashSet<>();
        for (int i = 0; i < LINKS; i++) {
            String code = "code" + i;
            String who = instance("go.example", "/" + code);
            instances.add(who);
            for (String path : List.of(
                    "/" + code + "+",
                    "/" + code + "/qr",
                    "/api/v1/links/" + code,
                    // one decoded form, and nothing of the sentence around a code
                    "/%63ode" + i,
                    "/" + code + "%2B",
                    "/" + code + "/",
                    "/" + code + ".",
                    "/" + code + "),",
                    "/" + code + "!",
                    "/" + code + "%20",
                    "/" + code + "').",
                    "/" + code + "%3E",
                    "/" + code + ";x=1",
                    "/" + code + ";/qr",
                    "/CODE" + i,
                    "/api/v1/links/%63OD%45" + i)) {
                assertThat(instance("go.example", path)).as(path).isEqualTo(who);
            }
            for (String host : List.of(
                    "GO.Example.:8443", "s.example", "localhost:8080", "127.0.0.1", "10.1.2.3:80", "[::1]:8080")) {
                assertThat(instance(host, "/" + code)).as(host).isEqualTo(who);
            }
        }
        assertThat(instances).containsExactlyInAnyOrder("q-1", "q-2", "q-3");
    }

    @Test
    void allPathsAndAllSpellingsOfALinkOnAnotherDomainGoToTheSameInstance() throws Exception {
        Set<String> instances = new HashSet<>();
        for (int i = 0; i < LINKS; i++) {
            String code = "code" + i;
            String who = instance("brand.example", "/" + code);
            instances.add(who);
            for (String path : List.of("/" + code + "+", "/" + code + "/qr")) {
                assertThat(instance("brand.example", path)).as(path).isEqualTo(who);
            }
            for (String host : List.of("brand.example:8443", "Brand.EXAMPLE", "brand.example.", "BRAND.example.:80")) {
                assertThat(instance(host, "/" + code)).as(host).isEqualTo(who);
            }
            for (String path : List.of("", "/history", "/stats")) {
                assertThat(instance("localhost", "/api/v1/links/" + code + path + "?limit=1&domain=brand.example"))
                        .as(path)
                        .isEqualTo(who);
            }
        }
        assertThat(instances).containsExactlyInAnyOrder("q-1", "q-2", "q-3");
    }

    @Test
    void aCodeWithPunctuationGoesToTheSameInstanceInAllPaths() throws Exception {
        Set<String> instances = new HashSet<>();
        for (int i = 0; i < LINKS; i++) {
            String who = instance("go.example", "/a+b.c&d~" + i);
            instances.add(who);
            for (String path : List.of(
                    "/a%2Bb%2Ec%26d%7E" + i,
                    "/a+b.c&d~" + i + "+",
                    "/a+b.c&d~" + i + "/qr",
                    "/api/v1/links/a+b.c&d~" + i,
                    "/api/v1/links/a%2bb.c%26d~" + i + "/stats")) {
                assertThat(instance("go.example", path)).as(path).isEqualTo(who);
            }
        }
        assertThat(instances).containsExactlyInAnyOrder("q-1", "q-2", "q-3");
    }

    @Test
    void aSlugOnManyDomainsIsManyLinksForTheHash() throws Exception {
        Set<String> instances = new HashSet<>();
        for (int i = 0; i < LINKS; i++) {
            instances.add(instance("brand" + i + ".example", "/sale"));
        }
        assertThat(instances).containsExactlyInAnyOrder("q-1", "q-2", "q-3");
    }
}
