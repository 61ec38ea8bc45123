package io.linklog.stack.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HaproxyLaunchIT {

    private static final Path CONFIG = Path.of("haproxy.cfg");

    @TempDir
    private Path folder;

    private Processes processes() {
        return new Processes(folder);
    }

    @AfterEach
    void endAll() {
        processes().names().forEach(processes()::kill);
    }

    private void configuration(String more) throws Exception {
        List<Integer> ports = FreePorts.choose(2);
        Files.writeString(folder.resolve(CONFIG), """
                global
                    log stdout format iso daemon notice
                defaults
                    mode http
                    log global
                    timeout connect 2s
                    timeout client 2s
                    timeout server 2s
                frontend front
                    bind 127.0.0.1:%d
                    default_backend away
                backend away
                    server nobody 127.0.0.1:%d check inter 100ms
                %s
                """.formatted(ports.get(0), ports.get(1), more));
    }

    @Test
    void eventOfAServerIsOneLineWithADate() throws Exception {
        configuration("");
        processes().start("edge", HaproxyLaunch.of("edge", CONFIG, folder));
        await().until(() ->
                processes().lastLines("edge", 9).stream().anyMatch(line -> line.contains("no server available")));
        assertThat(processes().lastLines("edge", 9))
                .filteredOn(line -> line.contains("away/nobody is DOWN"))
                .singleElement()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT.*");
    }

    @Test
    void wrongConfigurationIsQuoted() throws Exception {
        configuration("    no-such-word");
        assertThatThrownBy(() -> HaproxyLaunch.of("edge", CONFIG, folder))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("haproxy.cfg")
                .hasMessageContaining("no-such-word");
    }
}
