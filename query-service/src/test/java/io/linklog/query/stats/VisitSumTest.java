package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitSumTest {

    /** A sketch in the form of a row. */
    private static ByteBuffer visitors(long from, long to) {
        HllSketch sketch = new HllSketch(12, TgtHllType.HLL_4);
        LongStream.range(from, to).forEach(sketch::update);
        return ByteBuffer.wrap(sketch.toCompactByteArray()).asReadOnlyBuffer();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 1_000, 200_000})
    void oneRowIsItsOwnSum(int people) {
        VisitSum sum = new VisitSum();
        sum.add(people + 5L, 3, visitors(0, people));
        assertThat(sum.human()).isEqualTo(people + 5L);
        assertThat(sum.bot()).isEqualTo(3);
        assertThat(sum.unique()).isCloseTo(people, within(1L + people / 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 200_000})
    void aVisitorInSeveralRowsCountsOnce(int people) {
        VisitSum sum = new VisitSum();
        for (int row = 0; row < 4; row++) {
            sum.add(people, 0, visitors(row * people / 2L, row * people / 2L + people));
        }
        assertThat(sum.human()).isEqualTo(4L * people);
        assertThat(sum.unique()).isCloseTo(people * 5L / 2, within(1L + people / 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 200_000})
    void aSumOfSumsEqualsTheSumOfTheirRows(int people) {
        VisitSum total = new VisitSum();
        List<VisitSum> sums = new ArrayList<>();
        for (int of = 0; of < 3; of++) {
            VisitSum sum = new VisitSum();
            for (int row = 0; row <= of; row++) {
                // half of the people of each row are also in the next row
                long first = (of + row) * people / 2L;
                sum.add(people, 1, visitors(first, first + people));
            }
            sums.add(sum);
        }
        List<Long> before = sums.stream().map(VisitSum::unique).toList();
        sums.forEach(total::add);
        assertThat(total.human()).isEqualTo(6L * people);
        assertThat(total.bot()).isEqualTo(6);
        assertThat(total.unique()).isCloseTo(people * 3L, within(1L + people / 5));
        assertThat(sums).extracting(VisitSum::unique).isEqualTo(before);
    }

    @Test
    void thereAreNeverMoreVisitorsThanVisits() {
        for (int people = 700; people < 900; people++) { // the estimate of some of these is above
            VisitSum sum = new VisitSum();
            sum.add(people, 0, visitors(0, people));
            assertThat(sum.unique()).isLessThanOrEqualTo(people).isCloseTo(people, within(people / 20L));
            VisitSum merged = new VisitSum();
            merged.add(people / 2, 0, visitors(0, people / 2));
            merged.add(people - people / 2, 0, visitors(people / 2, people));
            assertThat(merged.unique()).isLessThanOrEqualTo(people);
        }
    }

    @Test
    void withoutPeopleThereAreNoVisitors() {
        VisitSum sum = new VisitSum();
        sum.add(0, 7, null);
        sum.add(0, 7, ByteBuffer.allocate(0));
        assertThat(sum.unique()).isZero();
        assertThat(sum.bot()).isEqualTo(14);
    }
}
