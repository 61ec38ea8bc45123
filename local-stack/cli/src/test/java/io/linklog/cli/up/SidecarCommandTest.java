package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.Terminal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidecarCommandTest {

    @TempDir
    Path folder;

    private final Terminal terminal = new Terminal();

    private int sidecar(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--dir";
        all[1] = folder.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return terminal.run(new SidecarCommand(), all);
    }

    @Test
    void aNameThatNoServiceHasIsWrongUsage() {
        assertThat(sidecar("../reports")).isEqualTo(2);
        assertThat(terminal.err()).contains("'../reports' is not a name").hasLineCount(1);
    }

    @Test
    void withoutEtcdItSaysWhatToStart() {
        assertThat(sidecar("reports", "--calls", "greeter", "--", "curl", "--silent", "http://greeter/"))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("./linklog up").hasLineCount(1);
    }

    @Test
    void endingOneThatDoesNotRunIsNoMistake() {
        assertThat(sidecar("reports", "--stop")).isZero();
    }
}
