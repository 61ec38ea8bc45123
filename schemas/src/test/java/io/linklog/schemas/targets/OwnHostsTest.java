package io.linklog.schemas.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnHostsTest {

    private final OwnHosts hosts = OwnHosts.with(
            URI.create("https://Go.Example"), List.of("b\u00fccher.example"), Set.of(8080), "red.example"::equals);

    private boolean isRefused(String url) {
        return TargetHost.ofUrl(url).flatMap(hosts::mistake).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://go.example/x",
                "http://GO.example.:81/x",
                "https://xn--bcher-kva.example",
                "https://B\u00dccher.example:9/",
                "http://red.example:1",
                "http://localhost:8080/x",
                "https://localhost:8080",
                "https://localhost/",
                "http://localhost:443",
                "http://127.0.0.1:8080",
                "http://2130706433:8080/abc",
                "http://0x7f.1:8080/abc",
                "http://[::1]:8080",
                "http://[::ffff:127.0.0.1]:8080"
            })
    void aTargetThatLeadsToTheEdgeIsRefused(String url) {
        assertThat(isRefused(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/",
                "http://localhost:3000/",
                "https://127.0.0.1:9090",
                "http://[::1]:81",
                "https://notgo.example",
                "https://go.example.org",
                "https://sub.go.example",
                "http://10.0.0.1:8080",
                "http://0.0.0.0:8080",
                "http://localhost:%d/"
            })
    void otherPortsOfThisMachineAndOtherHostsAreLegal(String url) {
        assertThat(isRefused(url)).isFalse();
    }
}
