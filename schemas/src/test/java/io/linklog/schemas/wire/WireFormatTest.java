package io.linklog.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.schemas.DeleteLink;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WireFormatTest {

    /** A registry in memory. The id is the index in the list. */
    private static final class Registered implements SchemaStore {
        private final List<Schema> schemas = new ArrayList<>();

        @Override
        public int register(String subject, Schema schema) {
            schemas.add(schema);
            return schemas.size() - 1;
        }

        @Override
        public @Nullable Schema byId(int id) {
            return id < schemas.size() ? schemas.get(id) : null;
        }
    }

    private final Registered registry = new Registered();
    private final AvroSerde<DeleteLink> serde = AvroSerde.ofSubject("t-value", DeleteLink.class, registry);

    @Test
    void writesTheSameBytesAsConfluentsSerializer() {
        byte[] bytes = serde.serializer().serialize("t", new DeleteLink("ab", 3L, null, false));
        // magic, id 0, string of length 2, union branch 1, long 3, union branch 0, false: zig-zag doubles the numbers
        assertThat(bytes).containsExactly(0, 0, 0, 0, 0, 4, 'a', 'b', 2, 6, 0, 0);
    }

    @Test
    void aRecordSurvivesTheRoundTripAndNullStaysNull() {
        DeleteLink record = new DeleteLink("code", null, null, false);
        assertThat(serde.deserializer().deserialize("t", serde.serializer().serialize("t", record)))
                .isEqualTo(record);
        assertThat(serde.serializer().serialize("t", null)).isNull();
        assertThat(serde.deserializer().deserialize("t", (byte[]) null)).isNull();
    }

    @Test
    void refusesBytesThatCanNeverBeRead() {
        byte[] good = serde.serializer().serialize("t", new DeleteLink("ab", 3L, null, false));
        int foreign = registry.register("other", Schema.create(Schema.Type.STRING));
        for (byte[] bad : List.of(
                new byte[0],
                new byte[] {0, 0, 0},
                new byte[] {'{', '"', 'a', '"', '}', 0},
                new byte[] {0, 0, 0, 0, 99, 4, 'a', 'b', 0},
                new byte[] {0, 0, 0, 0, (byte) foreign, 4, 'a', 'b'},
                new byte[] {0, 0, 0, 0, 0, 100, 'a', 'b'},
                java.util.Arrays.copyOf(good, good.length + 1))) {
            assertThatThrownBy(() -> serde.deserializer().deserialize("t", bad))
                    .isInstanceOf(UnreadableRecordException.class);
        }
    }
}
