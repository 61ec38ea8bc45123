package io.linklog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {

    @Test
    void parsesTheSummaryInTheOutputOfWrk() throws IOException {
        assertThat(Wrk.parse("Running 1s test\nbench-summary 3000 1500000 0\n").perSecond())
                .isEqualTo(2_000);
    }

    @Test
    void rejectsARunWithErrors() {
        assertThatThrownBy(() -> Wrk.parse("bench-summary 3000 1500000 7\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("7 errors");
    }
}
