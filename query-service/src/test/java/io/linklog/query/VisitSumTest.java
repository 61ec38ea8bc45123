package io.linklog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitSumTest {

    /** As a row has them. */
    private static @Nullable HllSketch visitors(long from, long to) {
        HllSketch sketch = new HllSketch(12, TgtHllType.HLL_4);
        LongStream.range(from, to).forEach(sketch::update);
        return VisitSum.visitors(ByteBuffer.wrap(sketch.toCompactByteArray()).asReadOnlyBuffer());
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
    void whoIsInSeveralRowsIsOneVisitor(int people) {
        VisitSum sum = new VisitSum();
        for (int row = 0; row < 4; row++) {
            sum.add(people, 0, visitors(row * people / 2L, row * people / 2L + people));
        }
        assertThat(sum.human()).isEqualTo(4L * people);
        assertThat(sum.unique()).isCloseTo(people * 5L / 2, within(1L + people / 10));
    }

    @Test
    void aSketchMayBeInSeveralSums() {
        HllSketch shared = visitors(0, 500);
        VisitSum total = new VisitSum();
        for (int row = 0; row < 3; row++) {
            total.add(500, 0, shared);
        }
        VisitSum one = new VisitSum();
        one.add(500, 0, shared);
        assertThat(total.unique()).isCloseTo(one.unique(), within(10L));
    }

    @Test
    void withoutPeopleThereAreNoVisitors() {
        VisitSum sum = new VisitSum();
        sum.add(0, 7, VisitSum.visitors(null));
        sum.add(0, 7, VisitSum.visitors(ByteBuffer.allocate(0)));
        assertThat(sum.unique()).isZero();
        assertThat(sum.bot()).isEqualTo(14);
    }

    @Test
    void groupsAreSortedByPeopleThenBotsThenName() {
        VisitSum sum = new VisitSum();
        sum.addGroup("b", 1, 0);
        sum.addGroup("a", 1, 0);
        sum.addGroup("bots", 1, 9);
        sum.addGroup("most", 1, 0);
        sum.addGroup("most", 2, 0);
        assertThat(sum.groups()).extracting(VisitSum.Group::value).containsExactly("most", "bots", "a", "b");
    }
}
