package io.linklog.kit.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListenSettingsTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "LINKLOG_PUBLIC_URL", "https://Go.Example:8443/x",
            "LINKLOG_OWN_HOSTS", "s.example, Bücher.example");

    @Test
    void ownHostsAreAddressesLocalhostTheServiceAndWhatIsSet() {
        ListenSettings listen = ListenSettings.withHttp(new Env(SETTINGS), "query-service", "Q-1.internal");
        for (String own : List.of(
                "localhost",
                "localhost:8080",
                "LocalHost.",
                "127.0.0.1:8082",
                "10.1.2.3",
                "[::1]:8082",
                "[fe80::1]",
                "go.example",
                "GO.example:443",
                "s.example.",
                "xn--bcher-kva.example",
                "query-service",
                "query-service:8082",
                "q-1.internal:9082")) {
            assertThat(listen.isOwn(own)).as(own).isTrue();
        }
        // HTTP/1.0
        assertThat(listen.isOwn(null)).isTrue();
    }

    @Test
    void anEdgeKnowsTheHostsOfTheDefaultDomain() {
        assertThat(ListenSettings.ofEdge(new Env(SETTINGS), "edge", "e-1.internal")
                        .hosts())
                .containsExactly(
                        "e-1.internal", "edge", "go.example", "localhost", "s.example", "xn--bcher-kva.example");
    }

    @Test
    void otherHostsAreForeign() {
        ListenSettings listen = ListenSettings.withHttp(new Env(SETTINGS), "query-service", "q-1.internal");
        for (String foreign : List.of(
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:8080",
                "go.example.evil",
                "xgo.example",
                "localhost:8080:80",
                "127.0.0.1@evil.example",
                "command-service")) {
            assertThat(listen.isOwn(foreign)).as(foreign).isFalse();
        }
    }

    @Test
    void aBindHostIsAnAddress() {
        Env env = new Env(Map.of("LINKLOG_BIND_HOST", "127.0.0.1 ssl"));
        ListenSettings.withoutHttp(env, "projector", "127.0.0.1");
        assertThatThrownBy(env::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("LINKLOG_BIND_HOST");
    }

    @Test
    void allowedOriginsAreComparedAsBrowsersSendThem() {
        AllowedOrigins origins = origins("https://App.example:443, http://localhost:3000");
        assertThat(origins.allows("https://app.example")).isTrue();
        assertThat(origins.allows("http://localhost:3000")).isTrue();
        assertThat(origins.allows("http://localhost")).isFalse();
        assertThat(origins.allows("http://app.example")).isFalse();
        assertThat(origins.allows("null")).isFalse();
        assertThat(origins("*").allows("null")).isTrue();
        assertThat(origins(" ").isNone()).isTrue();
    }

    @Test
    void anAllowedOriginIsASchemeWithAHost() {
        for (String wrong :
                List.of("app.example", "https://app.example/", "ftp://app.example", "https://*.app.example", "null")) {
            Env env = new Env(Map.of("LINKLOG_ALLOWED_ORIGINS", wrong));
            AllowedOrigins.from(env);
            assertThatThrownBy(env::check).as(wrong).hasMessageContaining("LINKLOG_ALLOWED_ORIGINS");
        }
    }

    private static AllowedOrigins origins(String value) {
        Env env = new Env(Map.of("LINKLOG_ALLOWED_ORIGINS", value));
        AllowedOrigins origins = AllowedOrigins.from(env);
        env.check();
        return origins;
    }
}
