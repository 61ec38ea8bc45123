package io.linklog.mesh.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.canary.RolloutKeys;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.mesh.route.RouteKeys;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeySpaceTest {

    @ParameterizedTest
    @ValueSource(strings = {"/linklog", "/greeter", "/g", "/team-1/greeter_2", "/a/b/c/d.e"})
    void allowsOneToFourNames(String root) {
        assertThat(new KeySpace(root).at("services/")).isEqualTo(root + "/services/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "greeter",
                "/greeter/",
                "//greeter",
                "/a//b",
                "/a/../b",
                "/-a",
                "/a b",
                "/ä",
                "/a/b/c/d/e"
            })
    void refusesWhatWouldMeetOtherKeysAndSaysWhatToUse(String root) {
        assertThatThrownBy(() -> new KeySpace(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + root + "'")
                .hasMessageContaining("/greeter");
    }

    @Test
    void refusesANameOf65Letters() {
        assertThat(new KeySpace("/" + "a".repeat(64)).root()).hasSize(65);
        assertThatThrownBy(() -> new KeySpace("/" + "a".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }

    /** The keys of systems that run, and those of the README. */
    @Test
    void allKeysOfTheMeshAreBelowTheRoot() {
        KeySpace greeter = EtcdSettings.of(URI.create("http://127.0.0.1:2379"))
                .below("/greeter")
                .keySpace();
        assertThat(new RegistryKeys(greeter).instance("s", "i")).isEqualTo("/greeter/services/s/i");
        assertThat(new RegistryKeys(greeter).election("e")).isEqualTo("/greeter/elections/e");
        assertThat(new RouteKeys(greeter).of("s")).isEqualTo("/greeter/routes/s");
        assertThat(new RolloutKeys(greeter).of("s")).isEqualTo("/greeter/canaries/s");
        KeySpace usual = EtcdSettings.of(URI.create("http://127.0.0.1:2379")).keySpace();
        assertThat(new RegistryKeys(usual).instance("s", "i")).isEqualTo("/linklog/services/s/i");
    }
}
