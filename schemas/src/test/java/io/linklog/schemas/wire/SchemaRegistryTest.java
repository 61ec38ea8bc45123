package io.linklog.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which answers of a recently started registry count. */
class SchemaRegistryTest {

    private final Set<Integer> known = ConcurrentHashMap.newKeySet();
    private final AtomicLong nanos = new AtomicLong();
    private HttpServer server;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            boolean found = known.contains(Integer.valueOf(path.substring(path.lastIndexOf('/') + 1)));
            byte[] body = (found ? "{\"schema\":\"\\\"string\\\"\"}" : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(found ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        registry = new SchemaRegistry(
                new SchemaRegistry.Settings(List.of(url), null, null, Duration.ofSeconds(5)), nanos::get);
        known.add(1);
        assertThat(registry.byId(1)).isNotNull();
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
}
