package io.linklog.stack.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.machine.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressesTest {

    @TempDir
    Path folder;

    @Test
    void whoTakesTheEnvironmentOfAStackHasChosenNoPorts() {
        Addresses stack = Addresses.from(20_000);
        assertThat(Addresses.anyIn(stack.environment())).isFalse();
        assertThat(stack.environmentOfServices())
                .containsEntry("LINKLOG_EDGE_PORT", "20000")
                .containsEntry("LINKLOG_LINK_CHECK", "on");
    }

    @Test
    void edgeHasTheDefaultPortOrTheFirstFromABase() {
        assertThat(Addresses.usual().publicUrl()).isEqualTo("http://localhost:8080");
        assertThat(Addresses.from(20_000).publicUrl()).isEqualTo("http://localhost:20000");
    }

    @Test
    void oneSettingChangesOnePort() {
        Addresses moved = Addresses.usual().with(Map.of("LINKLOG_KAFKA_PORT", "19092"));
        assertThat(moved.servers().kafka()).isEqualTo(19_092);
        assertThat(moved.servers().etcd()).isEqualTo(2_379);
        assertThat(moved.environment()).containsEntry("LINKLOG_KAFKA_BOOTSTRAP", "127.0.0.1:19092");
    }

    @Test
    void invalidPortIsReportedInOneSentence() {
        assertThatThrownBy(() -> Addresses.usual().with(Map.of("LINKLOG_EDGE_PORT", "http")))
                .isInstanceOf(StackException.class)
                .hasMessage("LINKLOG_EDGE_PORT is a port, a number from 1 to 65535, not \"http\".");
        assertThatThrownBy(() -> Addresses.from(65_530)).isInstanceOf(StackException.class);
    }

    @Test
    void nextCommandFindsTheAddressesOfTheLastStart() throws Exception {
        Addresses addresses = Addresses.from(30_000);
        assertThat(Addresses.load(folder)).isEmpty();
        addresses.save(folder);
        assertThat(Addresses.load(folder)).contains(addresses);
        assertThat(Files.readAllLines(folder.resolve("stack.env")))
                .contains("LINKLOG_PUBLIC_URL=http://localhost:30000")
                .allMatch(line -> line.matches("LINKLOG_[A-Z_]+=\\S+"));
    }
}
