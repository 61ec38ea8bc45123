package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Compares with the driver's own codecs. */
class EncodedCountsTest {

    private static final TupleType PAIR = DataTypes.tupleOf(DataTypes.BIGINT, DataTypes.BIGINT);
    private static final TypeCodec<Map<String, TupleValue>> CODEC =
            CodecRegistry.DEFAULT.codecFor(DataTypes.mapOf(DataTypes.TEXT, PAIR));

    private static ByteBuffer encode(Map<String, TupleValue> values) {
        return CODEC.encode(values, ProtocolVersion.DEFAULT);
    }

    private static Map<String, List<Long>> read(ByteBuffer bytes) {
        Map<String, List<Long>> read = new HashMap<>();
        EncodedCounts.forEach(
                bytes,
                (value, human, bot) ->
                        assertThat(read.put(value, List.of(human, bot))).isNull());
        return read;
    }

    @Property
    void countsEncodedByTheDriverAreRead(@ForAll Map<String, Long> humans, @ForAll long bots) {
        Map<String, TupleValue> values = new HashMap<>();
        Map<String, List<Long>> expected = new HashMap<>();
        humans.forEach((value, human) -> {
            values.put(value, PAIR.newValue(human, human ^ bots));
            // the driver's codec changes text that is not valid Unicode
            String stored = CODEC.decode(encode(Map.of(value, values.get(value))), ProtocolVersion.DEFAULT)
                    .keySet()
                    .iterator()
                    .next();
            expected.put(stored, List.of(human, human ^ bots));
        });
        if (expected.size() == values.size()) { // unless two such texts have become equal
            assertThat(read(encode(values))).isEqualTo(expected);
        }
    }

    @Example
    void theBufferDoesNotChangeAndMayBeASlice() {
        ByteBuffer bytes = encode(Map.of("Zürich", PAIR.newValue(7L, 2L)));
        ByteBuffer larger = ByteBuffer.allocate(bytes.remaining() + 9);
        larger.position(5).put(bytes.duplicate()).position(5).limit(5 + bytes.remaining());
        ByteBuffer part = larger.asReadOnlyBuffer();
        assertThat(read(part)).isEqualTo(Map.of("Zürich", List.of(7L, 2L)));
        assertThat(read(part)).isEqualTo(read(bytes));
    }

    @Example
    void anEmptyMapHasNoValuesAndANullIsZero() {
        assertThat(read(null)).isEmpty();
        assertThat(read(ByteBuffer.allocate(0))).isEmpty();
        assertThat(read(encode(Map.of()))).isEmpty();
        Map<String, TupleValue> values = new HashMap<>();
        values.put("neither", PAIR.newValue());
        values.put("bots", PAIR.newValue(null, 3L));
        values.put("people", PAIR.newValue(4L, null));
        assertThat(read(encode(values)))
                .isEqualTo(Map.of("neither", List.of(0L, 0L), "bots", List.of(0L, 3L), "people", List.of(4L, 0L)));
    }

    @Example
    void fieldsMayBeMissingAtTheEndOfATuple() {
        ByteBuffer bytes = ByteBuffer.allocate(64);
        bytes.putInt(2);
        bytes.putInt(1).put((byte) 'a').putInt(12).putInt(8).putLong(5);
        bytes.putInt(1).put((byte) 'b').putInt(0);
        assertThat(read(bytes.flip())).isEqualTo(Map.of("a", List.of(5L, 0L), "b", List.of(0L, 0L)));
    }
}
