package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.linklog.sidecar.certs.CertificateFolder;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.machine.FreePorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutual TLS between two sidecars, and the callers that it refuses. The program is {@code greeter}; {@code reports} may
 * call it.
 */
final class DoorIT {

    private static final String GREETER = "greeter";

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private final int port = FreePorts.choose(1).get(0);
    private String endpoint = "";
    private Etcd etcd;
    private HttpServer program;
    private CertificateFolder certificates;
    private TestEdge sidecar;

    @BeforeEach
    void start() throws Exception {
        endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        certificates = certificates("certs", Instant.now());
        certificates.ensure(List.of(GREETER, "reports", "stranger"), Duration.ofDays(1));
        program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        program.createContext("/", exchange -> {
            String caller = exchange.getRequestHeaders().getFirst("X-Linklog-Caller");
            byte[] body = ("hello " + caller).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        program.start();
        closer.add("program", () -> program.stop(0));
        sidecar = sidecar(
                GREETER,
                Map.of(
                        "LINKLOG_SIDECAR_PROGRAM_PORT",
                        Integer.toString(program.getAddress().getPort()),
                        "LINKLOG_SIDECAR_DOOR_PORT",
                        Integer.toString(port),
                        "LINKLOG_SIDECAR_ALLOW",
                        "edge,reports",
                        "LINKLOG_INSTANCE_ID",
                        "greeter-1"));
    }

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    private CertificateFolder certificates(String name, Instant now) {
        return new CertificateFolder(folder.resolve(name), InstantSource.fixed(now));
    }

    private TestEdge sidecar(String of, Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("LINKLOG_SIDECAR_ROLE", "sidecar");
        settings.put("LINKLOG_SIDECAR_PROGRAM", of);
        settings.put("LINKLOG_SIDECAR_CERT_FILE", certificates.of(of).toString());
        return closer.add(of, TestEdge.start(Files.createDirectory(folder.resolve(of)), endpoint, settings));
    }

    private TestEdge caller(String of) throws Exception {
        TestEdge caller = sidecar(of, Map.of("LINKLOG_SIDECAR_CALLS", "greeter,vault"));
        caller.awaitServing(GREETER, "greeter-1");
        return caller;
    }

    private TestTls with(CertificateFolder of, String service) {
        return new TestTls(of.of(service), certificates.authority());
    }

    @Test
    void anAllowedServiceCallsByNameAndTheProgramLearnsTheCaller() throws Exception {
        TestEdge reports = caller("reports");
        TestEdge.Said said = reports.call(GREETER, "GET", "/", "X-Linklog-Caller", "edge");
        assertThat(said.status()).isEqualTo(200);
        assertThat(said.body()).isEqualTo("hello reports");
        // when the program ends, its instance leaves the registry
        program.stop(0);
        await().atMost(TestEdge.PATIENCE)
                .untilAsserted(
                        () -> assertThat(reports.call(GREETER, "GET", "/").body())
                                .contains("No instance of greeter takes requests"));
    }

    @Test
    void aRefusedServiceLearnsWhatToDo() throws Exception {
        TestEdge.Said said = caller("stranger").call(GREETER, "GET", "/");
        assertThat(said.status()).isEqualTo(403);
        assertThat(said.body())
                .contains(
                        "urn:linklog:problem:not-allowed", "stranger may not call greeter, which allows: edge, reports")
                .contains("LINKLOG_SIDECAR_ALLOW");
    }

    @Test
    void aCallerWithoutAValidCertificateIsRefusedAndTheLogSaysWhy() throws Exception {
        assertThat(with(certificates, "reports").get(port, "/")).contains("hello reports");

        CertificateFolder past = certificates("certs-of-old", Instant.now().minus(Duration.ofDays(2)));
        // of the same CA, but not valid today
        Files.createDirectories(past.authority().getParent());
        for (String file : List.of("ca.pem", "ca.key")) {
            Files.copy(
                    certificates.authority().resolveSibling(file),
                    past.authority().resolveSibling(file));
        }
        past.ensure(List.of("reports"), Duration.ofDays(1));
        assertRefused(with(past, "reports"), "the certificate has expired");

        CertificateFolder foreign = certificates("foreign", Instant.now());
        foreign.ensure(List.of("reports"), Duration.ofDays(1));
        assertRefused(with(foreign, "reports"), "the certificate is of an unknown CA");

        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.setSoTimeout(20_000);
            plain.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: greeter\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(plain.getInputStream().readAllBytes()).isEmpty();
        }
        awaitLog("or the client does not use TLS");
    }

    private void assertRefused(TestTls caller, String why) {
        // in TLS 1.3 the caller learns of it at its first read
        assertThatThrownBy(() -> {
                    if (caller.get(port, "/").isEmpty()) {
                        throw new IOException("no answer");
                    }
                })
                .isInstanceOf(IOException.class);
        awaitLog(why);
    }

    private void awaitLog(String words) {
        await().atMost(TestEdge.PATIENCE)
                .untilAsserted(() -> assertThat(sidecar.log()).contains(words));
    }

    @Test
    void anInstanceWithTheCertificateOfAnotherServiceGetsNoRequests() throws Exception {
        Instance impostor = Instance.builder("vault", "vault-1", "127.0.0.1", 0)
                .adminPort(1)
                .metadata(Map.of("tlsPort", Integer.toString(port)))
                .build();
        Registration registration = closer.add(
                "impostor", new Registration(etcd, impostor, Duration.ofSeconds(10), new SimpleMeterRegistry()));
        registration.whenRegistered().get(10, TimeUnit.SECONDS);
        registration.become(InstanceState.UP).get(10, TimeUnit.SECONDS);
        TestEdge reports = caller("reports");
        await().atMost(TestEdge.PATIENCE)
                .untilAsserted(() -> assertThat(reports.log())
                        .containsPattern("vault/vault-1 failed.*certificate different from the expected one"));
        assertThat(reports.call("vault", "GET", "/").status()).isEqualTo(503);
        assertThat(reports.call(GREETER, "GET", "/").status()).isEqualTo(200);
    }

    @Test
    void aRenewedCertificateIsUsedWithoutARestart() throws Exception {
        TestEdge reports = caller("reports");
        TestTls observer = with(certificates, "reports");
        BigInteger before = observer.peer(port).getSerialNumber();
        Files.delete(certificates.of(GREETER));
        certificates.ensure(List.of(GREETER), Duration.ofDays(1));
        await().atMost(TestEdge.PATIENCE)
                .until(() -> !observer.peer(port).getSerialNumber().equals(before));
        assertThat(reports.call(GREETER, "GET", "/").body()).isEqualTo("hello reports");
        assertThat(sidecar.meter("linklog_sidecar_certificate_left_seconds")).isPositive();
        assertThat(sidecar.meter("linklog_sidecar_haproxy_restarts_total")).isZero();
    }
}
