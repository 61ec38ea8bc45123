package io.linklog.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which answers of a registry count, and what counts while it does not answer. */
class SchemaRegistryTest {

    private final Set<Integer> known = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final Schema text = Schema.create(Schema.Type.STRING);
    private volatile String answer = "{\"id\":1,\"schema\":\"\\\"string\\\"\"}";

    @TempDir
    Path folder;

    private HttpServer server;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            boolean found = path.startsWith("/subjects/")
                    || known.contains(Integer.valueOf(path.substring(path.lastIndexOf('/') + 1)));
            byte[] body = (found ? answer : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(found ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        registry = open();
        known.add(1);
        assertThat(registry.byId(1)).isNotNull();
    }

    private SchemaRegistry open() {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new SchemaRegistry(
                new SchemaRegistry.Settings(List.of(url), null, null, Duration.ofSeconds(5), folder), nanos::get);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anUnknownSchemaIsBelievedOfARegistryThatHasAnsweredForAWhile() {
        assertThat(registry.byId(7)).isNull();
        known.clear();
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryUnavailableException.class);
        known.add(1);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(registry.byId(7)).isNull();
    }

    @Test
    void aRegistryThatForgotWhatItGaveOutIsNotBelieved() {
        known.clear();
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void aRegistryThatKnowsTheOldSchemasAgainButNotYetTheNewestIsNotBelievedForAWhile() {
        known.clear();
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryUnavailableException.class);
        known.add(1);
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryUnavailableException.class);
        known.add(7);
        assertThat(registry.byId(7)).isNotNull();
    }

    @Test
    void aRestartWhileTheRegistryIsAwayReadsAllThatWasEverReadAndRegistersWhatItRegistered() {
        assertThat(registry.register("links-value", text)).isEqualTo(1);
        server.stop(0);
        SchemaRegistry restarted = open();
        assertThat(restarted.byId(1)).isEqualTo(text);
        assertThat(restarted.register("links-value", text)).isEqualTo(1);
        assertThatThrownBy(() -> restarted.register("other-value", text))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> restarted.byId(7)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void anotherRegistryWithOtherIdsMakesTheFilesOfTheFormerOneVoid() throws IOException {
        assertThat(registry.register("links-value", text)).isEqualTo(1);
        answer = "{\"id\":2,\"schema\":\"\\\"int\\\"\"}";
        assertThat(open().register("links-value", text)).isEqualTo(2);
        server.stop(0);
        SchemaRegistry restarted = open();
        assertThatThrownBy(() -> restarted.byId(1)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(restarted.byId(2)).isEqualTo(text);
    }

    @Test
    void aSchemaThatAvroCannotParseIsUnknownAndNotAFaultOfTheRegistry() {
        String schema = "{'type': 'record', 'name': 'r', 'fields': [{'name': 'f', 'type': 'other.T'}]}";
        answer = "{\"schema\":\"" + schema.replace("'", "\\\"") + "\","
                + "\"references\":[{\"name\":\"other.T\",\"subject\":\"t\",\"version\":1}]}";
        known.add(7);
        assertThat(registry.byId(7)).isNull();
    }

    @Test
    void anIdThatNoRegistryAssignsIsUnknownWithoutACall() {
        int before = calls.get();
        assertThat(registry.byId(-1)).isNull();
        assertThat(calls.get()).isEqualTo(before);
    }

    @Test
    void whileTheRegistryIsAwayManyUnknownSchemasCostOneCallASecond() throws IOException {
        server.removeContext("/");
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        calls.set(0);
        for (int id = 100; id < 200; id++) {
            int unknown = id;
            assertThatThrownBy(() -> registry.byId(unknown)).isInstanceOf(RegistryUnavailableException.class);
        }
        assertThat(calls.get()).isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(calls.get()).isEqualTo(2);
    }
}
