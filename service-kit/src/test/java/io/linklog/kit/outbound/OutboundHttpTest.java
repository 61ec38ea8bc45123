package io.linklog.kit.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets. The test's rule stands for the public internet by 127.0.0.1, and for the private one by 127.0.0.2. */
class OutboundHttpTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final OutboundRule TEST_RULE = new OutboundRule() {
        @Override
        public Optional<String> refusal(URI url) {
            return Optional.empty();
        }

        @Override
        public Optional<String> refusal(InetAddress address) {
            return address.getHostAddress().equals("127.0.0.1") ? Optional.empty() : Optional.of("private");
        }
    };

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedDeque<String> answers = new ConcurrentLinkedDeque<>();
    private final ArrayDeque<AutoCloseable> open = new ArrayDeque<>();
    private int port;
    private OutboundHttp http;

    @BeforeEach
    void start() throws IOException {
        port = serve("127.0.0.1", 0);
        serve("127.0.0.2", port);
        http = keep(new OutboundHttp("test", TEST_RULE, this::resolve, 4, LONG));
    }

    private int serve(String address, int wanted) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, wanted), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                calls.add(address + " " + exchange.getRequestHeaders().getFirst("Host") + " " + path + " "
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.getResponseHeaders().set("Location", "http://moved.example.org/");
                exchange.sendResponseHeaders(path.equals("/moved") ? 302 : 200, 0);
                exchange.getResponseBody().write("x".repeat(10_000).getBytes(UTF_8));
            }
        });
        server.start();
        open.push(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    /** Each question takes the next answer: a list of addresses. */
    private InetAddress[] resolve(String host) throws UnknownHostException {
        String answer = answers.poll();
        if (answer == null) {
            throw new UnknownHostException(host);
        }
        String[] texts = answer.split(" ");
        InetAddress[] all = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            all[i] = InetAddress.getByName(texts[i]);
        }
        return all;
    }

    private OutboundHttp.Call call(String host, String path) {
        return new OutboundHttp.Call(
                "POST",
                URI.create("http://" + host + ":" + port + path),
                Map.of("Content-Type", "application/json"),
                "{}".getBytes(UTF_8),
                BodyPart.first(1_000));
    }

    private OutboundAnswer send(String host, String path) throws Throwable {
        try {
            return http.send(call(host, path), LONG).get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @Test
    void aCallGoesToTheAddressThatWasCheckedUnderTheNameOfTheHost() throws Throwable {
        answers.add("127.0.0.1");
        OutboundAnswer answer = send("hook.example.org", "/a");
        assertThat(calls).containsExactly("127.0.0.1 hook.example.org:" + port + " /a {}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasSize(1_000);
        assertThat(answer.isWhole()).isFalse();
    }

    @Test
    void aConnectionWhoseAnswerWasReadToItsEndIsUsedAgain() throws Throwable {
        answers.add("127.0.0.1");
        for (int i = 0; i < 2; i++) {
            OutboundHttp.Call all = new OutboundHttp.Call(
                    "GET", call("hook.example.org", "/").url(), Map.of(), null, BodyPart.first(BodyPart.MOST));
            assertThat(http.send(all, LONG).get().isWhole()).isTrue();
        }
        assertThat(calls).hasSize(2);
    }

    @Test
    void aNameThatChangesAfterTheCheckGainsNothing() throws Throwable {
        answers.addAll(List.of("127.0.0.1", "127.0.0.2"));
        send("rebinding.example.org", "/first");
        assertThat(answers).as("one question for one connection").containsExactly("127.0.0.2");
        assertThatThrownBy(() -> send("rebinding.example.org", "/second"))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessageContaining("may not be called")
                .hasMessageNotContaining("127.0.0.2");
        assertThat(calls).allMatch(call -> call.startsWith("127.0.0.1 ")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1 127.0.0.2", "127.0.0.2 127.0.0.1", "127.0.0.1 127.0.0.1 127.0.0.1 127.0.0.1 ::1"})
    void oneRefusedAddressRefusesTheHost(String addresses) {
        answers.add(addresses);
        assertThatThrownBy(() -> send("both.example.org", "/")).isInstanceOf(RefusedAddressException.class);
        assertThat(calls).isEmpty();
    }

    /** As the JDK reads them, which knows the forms of inet_aton, or passes them to the system, which knows them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.2",
                "127.2",
                "127.0.2",
                "2130706434",
                "::ffff:127.0.0.2",
                "::ffff:7f00:2",
                "::7f00:2",
                "::1",
                "0",
                "10.1",
                "167837954",
                "169.254.43518",
                "fe80::1",
                "localhost"
            })
    void aLiteralIsCheckedInEachSpelling(String host) {
        CheckedDns dns = new CheckedDns(HostResolver.SYSTEM, OutboundRule.PUBLIC);
        assertThatThrownBy(() -> dns.resolve(host)).isInstanceOf(CheckedDns.Refusal.class);
    }

    /**
     * The JDK reads no hexadecimal numbers, and octal ones as decimal. The verdict is on the address it connects to.
     */
    @ParameterizedTest
    @ValueSource(strings = {"0x7f000002", "0x7f.2", "0x7f.0x0.0x0.0x2", "0177.0.0.2", "017700000002"})
    void whatTheJdkDoesNotReadAsLoopbackLeadsNowhereElse(String host) {
        CheckedDns dns = new CheckedDns(HostResolver.SYSTEM, OutboundRule.PUBLIC);
        try {
            assertThat(dns.resolve(host))
                    .allMatch(address -> PublicAddresses.refusal(address).isEmpty());
        } catch (UnknownHostException refused) {
            assertThat(refused).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "[::ffff:127.0.0.2]", "[::1]"})
    void theClientAsksForLiteralsToo(String host) {
        answers.add("127.0.0.2");
        assertThatThrownBy(() -> send(host, "/")).isInstanceOf(RefusedAddressException.class);
        assertThat(answers).isEmpty();
        assertThat(calls).isEmpty();
    }

    @Test
    void aTlsConnectionToACheckedAddressNamesTheHostThatWasCalled() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            answers.add("127.0.0.1");
            URI url = URI.create("https://hook.example.org:" + server.getLocalPort() + "/");
            CompletableFuture<OutboundAnswer> answer =
                    http.send(new OutboundHttp.Call("GET", url, Map.of(), null, BodyPart.NONE), LONG);
            try (Socket connection = server.accept()) {
                DataInputStream stream = new DataInputStream(connection.getInputStream());
                stream.skipNBytes(3); // type and version of the record
                byte[] clientHello = stream.readNBytes(stream.readUnsignedShort());
                assertThat(new String(clientHello, ISO_8859_1)).contains("hook.example.org");
            }
            assertThatThrownBy(answer::get).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Throwable {
        answers.add("127.0.0.1");
        OutboundAnswer answer = send("hook.example.org", "/moved");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.location()).contains("http://moved.example.org/");
        assertThat(calls).hasSize(1);
    }

    @Test
    void anUnknownHostAndAClosedPortAreFailuresOfTheConnection() throws Exception {
        assertThatThrownBy(() -> send("none.example.org", "/"))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("not known");
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = closed.getLocalPort();
        }
        answers.add("127.0.0.1");
        assertThatThrownBy(() -> send("closed.example.org", "/")).isInstanceOf(ConnectException.class);
    }

    @Test
    void aCallEndsAtItsLimitAndFreesItsPlace() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            port = silent.getLocalPort();
            for (int i = 0; i < 20; i++) {
                answers.add("127.0.0.1");
                CompletableFuture<OutboundAnswer> call =
                        http.send(call("silent.example.org", "/"), Duration.ofMillis(20));
                assertThatThrownBy(call::get)
                        .satisfiesAnyOf(
                                error -> assertThat(error).hasCauseInstanceOf(TimeoutException.class),
                                // the thread of a call before it has not seen its end yet
                                error -> assertThat(error).hasMessageContaining("Too many calls"));
            }
        }
    }

    @Test
    void moreCallsThanPlacesFailAtOnce() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            port = silent.getLocalPort();
            for (int i = 0; i < 4; i++) {
                answers.add("127.0.0.1");
                http.send(call("silent.example.org", "/"), LONG);
            }
            assertThatThrownBy(() -> send("silent.example.org", "/")).hasMessageContaining("Too many calls");
        }
    }
}
