package io.linklog.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void ratioIsTheMedianOfTheRoundsRatios() {
        Figure figure = new Figure("x", "", List.of(1.0, 4.0, 9.0), List.of(2.0, 4.0, 6.0), List.of());
        assertThat(figure.ratio()).isEqualTo(1);
        assertThat(figure.isReached()).isNull();
    }

    @Test
    void figureReachesItsGoalsOnlyIfItReachesAll() {
        Goal half = Goal.ratioAtMost(0.5);
        Goal fifty = Goal.atMost(50);
        assertThat(new Figure("x", "ms", List.of(40.0), List.of(80.0), List.of(half, fifty)).isReached())
                .isTrue();
        assertThat(new Figure("x", "ms", List.of(60.0), List.of(120.0), List.of(half, fifty)).isReached())
                .isFalse();
    }
}
