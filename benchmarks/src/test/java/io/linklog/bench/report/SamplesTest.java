package io.linklog.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void medianOfThreeRoundsIsTheMiddleOne() {
        assertThat(Samples.of(3, 1, 2).median()).isEqualTo(2);
    }

    @Test
    void percentileIsAMeasuredValue() {
        Samples samples = Samples.of(10, 20, 30, 40);
        assertThat(samples.percentile(0.99)).isEqualTo(40);
        assertThat(samples.percentile(0.5)).isEqualTo(20);
        assertThat(samples.percentile(0)).isEqualTo(10);
    }

    @Test
    void withoutValuesThereIsNoMedianAndNoPercentile() {
        assertThat(Samples.of().median()).isNaN();
        assertThat(Samples.of().percentile(0.99)).isNaN();
    }

    @Property
    void atLeastTheShareOfAllValuesIsAtMostThePercentile(
            @ForAll @Size(min = 1, max = 50) double[] values, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        double bound = Samples.of(values).percentile(share);
        long notAbove = java.util.Arrays.stream(values)
                .filter(value -> Double.compare(value, bound) <= 0)
                .count();
        assertThat((double) notAbove).isGreaterThanOrEqualTo(share * values.length);
    }
}
