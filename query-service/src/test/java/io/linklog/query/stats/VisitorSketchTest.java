package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;

/** Compares with DataSketches itself. */
class VisitorSketchTest {

    private static HllSketch sketch(long seed, int lgK, int visitors, TgtHllType type) {
        HllSketch sketch = new HllSketch(lgK, type);
        new SplittableRandom(seed).longs(visitors).forEach(sketch::update);
        return sketch;
    }

    // orders of magnitude cover all forms: lists, sets, few registers, all registers, and exceptions
    private static int visitors(int bits) {
        return (1 << bits) * 4 / 3;
    }

    @Property(tries = 300)
    void aSketchIsUnchangedAfterARoundTrip(
            @ForAll long seed,
            @ForAll @IntRange(max = 18) int bits,
            @ForAll @IntRange(min = 4, max = 13) int lgK,
            @ForAll TgtHllType type) {
        HllSketch sketch = sketch(seed, lgK, visitors(bits), type);
        byte[] stored = sketch.toCompactByteArray();
        HllSketch read = VisitorSketch.read(ByteBuffer.wrap(stored).asReadOnlyBuffer());
        assertThat(read.getEstimate()).isEqualTo(sketch.getEstimate());
        assertThat(read.getCompositeEstimate()).isEqualTo(sketch.getCompositeEstimate());
        assertThat(read.copyAs(TgtHllType.HLL_8).toCompactByteArray())
                .isEqualTo(HllSketch.heapify(stored).copyAs(TgtHllType.HLL_8).toCompactByteArray());
    }

    @Property(tries = 200)
    void mergedSketchesEqualTheUnionOfDataSketches(
            @ForAll long seed, @ForAll @IntRange(max = 16) int bits, @ForAll @IntRange(max = 16) int others) {
        byte[] one = sketch(seed, 12, visitors(bits), TgtHllType.HLL_4).toCompactByteArray();
        byte[] other = sketch(seed + 1, 12, visitors(others), TgtHllType.HLL_4).toCompactByteArray();
        Union expected = new Union(12);
        expected.update(HllSketch.wrap(Memory.wrap(one)));
        expected.update(HllSketch.wrap(Memory.wrap(other)));
        Union united = new Union(12);
        united.update(VisitorSketch.read(ByteBuffer.wrap(one)));
        united.update(VisitorSketch.read(ByteBuffer.wrap(other)));
        assertThat(united.getEstimate()).isCloseTo(expected.getEstimate(), withinPercentage(1e-9));
    }
}
