package io.linklog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessCpuTest {

    @Test
    void readsUserAndSystemTimeForAnyProcessName() {
        String stat = "42 (a) b (c)) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 9 0 1000 1 1 1";
        assertThat(ProcessCpu.ticks(stat)).isEqualTo(300);
    }
}
