package io.linklog.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    @Test
    void alternatesTurns() throws Exception {
        List<String> order = new ArrayList<>();
        Rounds<Integer, Integer> rounds = Rounds.interleave(
                3,
                round -> {
                    order.add("ours");
                    return round + 1;
                },
                round -> {
                    order.add("theirs");
                    return 2 * (round + 1);
                });
        assertThat(order).containsExactly("ours", "theirs", "ours", "theirs", "ours", "theirs");
        assertThat(rounds.figure("x", "", ours -> ours, theirs -> theirs).ratio())
                .isEqualTo(0.5);
    }

    @Test
    void warmUpAlternatesSoNeitherSideIdlesForLong() throws Exception {
        List<String> order = new ArrayList<>();
        Rounds.warmUp(
                Duration.ofSeconds(45),
                time -> order.add("ours " + time.toSeconds()),
                time -> order.add("theirs " + time.toSeconds()));
        assertThat(order).containsExactly("ours 20", "theirs 20", "ours 20", "theirs 20", "ours 5", "theirs 5");
    }
}
