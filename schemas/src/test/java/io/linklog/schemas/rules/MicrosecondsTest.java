package io.linklog.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MicrosecondsTest {

    @Test
    void timesBefore1970AreNegative() {
        assertThat(Microseconds.of(Instant.parse("1969-12-31T23:59:59.999999Z")))
                .isEqualTo(-1);
        assertThat(Microseconds.toInstant(-1)).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    }

    @Test
    void nanosecondsAreCutOff() {
        Instant time = Instant.parse("2026-05-01T10:59:59.999999999Z");
        assertThat(Microseconds.of(time)).isEqualTo(1_777_633_199_999_999L);
        assertThat(Microseconds.toInstant(Microseconds.of(time))).isEqualTo("2026-05-01T10:59:59.999999Z");
    }
}
