package io.linklog.schemas.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpochMicrosTest {

    @Test
    void readsWhatItWrites() {
        Instant instant = Instant.parse("2026-05-01T10:59:59.999999Z");
        assertThat(EpochMicros.toInstant(EpochMicros.of(instant))).isEqualTo(instant);
    }

    @Test
    void roundsDownAlsoBefore1970() {
        assertThat(EpochMicros.of(Instant.parse("1970-01-01T00:00:01.000001999Z")))
                .isEqualTo(1_000_001);
        assertThat(EpochMicros.of(Instant.parse("1969-12-31T23:59:59.999999Z"))).isEqualTo(-1);
    }

    @Test
    void aTimeAtTheEndOfASecondKeepsItsMicroseconds() {
        Instant time = Instant.parse("2026-05-01T10:59:59.999999Z");
        assertThat(EpochMicros.of(time)).isEqualTo(1_777_633_199_999_999L);
        assertThat(EpochMicros.toInstant(-1)).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    }
}
