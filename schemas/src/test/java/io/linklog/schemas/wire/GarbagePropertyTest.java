package io.linklog.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Whatever bytes a record has, reading it has one of three ends, and none of them ends a process. */
class GarbagePropertyTest {

    private static final int MEGABYTE = 1024 * 1024;

    private final Store store = new Store();

    private static final class Store implements SchemaStore {
        private final Map<Integer, Schema> schemas = new HashMap<>();
        private boolean away;

        @Override
        public int register(String subject, Schema schema) {
            schemas.put(schemas.size() + 1, schema);
            return schemas.size();
        }

        @Override
        public @Nullable Schema byId(int id) {
            Schema schema = schemas.get(id);
            if (schema == null && away) {
                throw new RegistryUnavailableException("away", null);
            }
            return schema;
        }
    }

    private record Read(Topic topic, Deserializer<?> values) {}

    private final List<Read> reads = Topics.ALL.stream().map(this::read).toList();

    private Read read(Topic topic) {
        try {
            Class<? extends SpecificRecord> type =
                    Class.forName(topic.valueSchema().getFullName()).asSubclass(SpecificRecord.class);
            return new Read(topic, AvroSerde.ofValues(topic, type, store).deserializer());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Property(tries = 2_000)
    void aRecordIsReadOrUnreadableOrWaitsForTheRegistry(
            @ForAll Random random, @ForAll @IntRange(min = 0, max = 3) int kind, @ForAll boolean away) {
        store.away = away;
        for (Read read : reads) {
            byte[] bytes = garbage(random, kind);
            String end = end(read, bytes);
            boolean unknownId = bytes.length >= 5
                    && bytes[0] == 0
                    && !store.schemas.containsKey(ByteBuffer.wrap(bytes, 1, 4).getInt());
            assertThat(end)
                    .as("%s, %d bytes", read.topic.name(), bytes.length)
                    .isIn(away && unknownId ? List.of("waits") : List.of("read", "unreadable"));
        }
    }

    private static String end(Read read, byte[] bytes) {
        try {
            read.values.deserialize(read.topic.name(), bytes);
            return "read";
        } catch (UnreadableRecordException e) {
            return "unreadable";
        } catch (RegistryUnavailableException e) {
            return "waits";
        }
    }

    /** Bytes alone; a header of an unknown or a known schema before them; varints, which Avro takes for lengths. */
    private byte[] garbage(Random random, int kind) {
        int size = random.nextInt(4) == 0 ? random.nextInt(MEGABYTE + 1) : random.nextInt(64);
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        if (kind > 0 && size >= 5) {
            bytes[0] = 0;
        }
        if (kind > 1 && size >= 5) {
            ByteBuffer.wrap(bytes).putInt(1, 1 + random.nextInt(store.schemas.size()));
        }
        if (kind > 2) {
            for (int i = 5; i < Math.min(size, 256); i++) {
                // 0xfe 0xff 0xff 0xff 0x0f: a length of two gigabytes
                bytes[i] = (byte) new int[] {0xfe, 0xff, 0xff, 0xff, 0x0f, 0x00, 0x02}[random.nextInt(7)];
            }
        }
        return bytes;
    }
}
