package io.linklog.visits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T05:10:00.123Z");
    private static final Duration KEPT = Duration.ofDays(30);

    private static Counts recounted(Counts before, Instant at, String bot) {
        return before.begin(at, KEPT, List.of(bot), Optional.empty()).switched();
    }

    @Test
    void aRecountCountsWhatTheLogHasInFullAndTheOldCountHoldsMeanwhile() {
        Counts begun = Counts.FIRST.begin(NOW, KEPT, List.of("a"), Optional.of("/geo.mmdb"));
        assertThat(begun.holding()).isEqualTo(Generation.FIRST);
        assertThat(begun.counting()).extracting(Generation::number).containsExactly(1, 2);
        Generation coming = begun.coming().orElseThrow();
        assertThat(coming.from()).isEqualTo("2026-10-30T00:00:00Z");
        assertThat(Duration.between(coming.from(), NOW)).isLessThan(KEPT.minusDays(1));
    }

    @Test
    void afterTheSwitchTheOldCountSaysWhatWasBeforeAndTheRestOfItLeaves() {
        Counts counts = recounted(Counts.FIRST, NOW, "a");
        assertThat(counts.holding().number()).isEqualTo(2);
        assertThat(counts.coming()).isEmpty();
        assertThat(counts.held()).extracting(Generation::number).containsExactly(1, 2);
        assertThat(counts.leaving())
                .containsExactly(new Counts.Leaving(1, counts.holding().from()));
        assertThat(counts.without(counts.leaving().get(0)).leaving()).isEmpty();
    }

    @Test
    void oneThatIsOvertakenOnTheSameDaySaysNothingAnyMore() {
        Counts counts = recounted(recounted(Counts.FIRST, NOW, "a"), NOW.plusSeconds(60), "b");
        assertThat(counts.held()).extracting(Generation::number).containsExactly(1, 3);
        Counts later = recounted(counts, NOW.plus(Duration.ofDays(3)), "c");
        assertThat(later.held()).extracting(Generation::number).containsExactly(1, 3, 4);
        assertThat(later.held().get(1).bots()).as("of a count that is over").isEmpty();
    }

    @Test
    void aNumberIsNeverUsedAgain() {
        Counts given = Counts.FIRST
                .begin(NOW, KEPT, List.of(), Optional.empty())
                .begin(NOW, KEPT, List.of(), Optional.empty());
        assertThat(given.coming().orElseThrow().number()).isEqualTo(3);
        assertThat(given.leaving()).containsExactly(new Counts.Leaving(2, Instant.EPOCH));
    }

    @Test
    void itIsTheSameAfterEtcd() throws Exception {
        Counts counts = recounted(Counts.FIRST, NOW, "ä \"quoted\" \\b")
                .begin(NOW, KEPT, List.of("!x"), Optional.of("/geo.mmdb"));
        assertThat(CountsJson.read(CountsJson.write(counts))).isEqualTo(counts);
        assertThat(CountsJson.read(CountsJson.write(Counts.FIRST))).isEqualTo(Counts.FIRST);
    }

    @Test
    void whatIsMalformedIsRefusedWithTheReason() {
        assertThatThrownBy(() -> CountsJson.read("{\"format\":1,\"held\":[],\"leaving\":[]}"))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("held");
        assertThatThrownBy(() -> CountsJson.read("{\"format\":2}"))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("format");
    }
}
