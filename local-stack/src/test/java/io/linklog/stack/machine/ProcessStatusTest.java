package io.linklog.stack.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ProcessStatusTest {

    @Test
    void whatIsDeadStaysDead() throws IOException {
        int processes = 100;
        for (int i = 0; i < processes; i++) {
            Process process = new ProcessBuilder("sleep", "600").start();
            ProcessHandle handle = process.toHandle();
            assertThat(ProcessStatus.lives(handle)).isTrue();
            process.destroyForcibly();
            while (ProcessStatus.lives(handle)) {
                Thread.onSpinWait();
            }
            // a zombie at first, which is reaped while we look
            while (handle.isAlive()) {
                assertThat(ProcessStatus.lives(handle)).isFalse();
            }
            assertThat(ProcessStatus.lives(handle)).isFalse();
        }
    }
}
