package io.linklog.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.wire.SchemaStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class ConfluentDecoderTest {

    /** Ids are places in this list. */
    private static final List<Schema> SCHEMAS = List.of(
            Schema.create(Schema.Type.STRING),
            Schema.create(Schema.Type.BYTES),
            Schema.createArray(Schema.create(Schema.Type.NULL)));

    private static final SchemaStore STORE = new SchemaStore() {
        @Override
        public int register(String subject, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Schema byId(int id) {
            return SCHEMAS.get(id);
        }
    };

    private final ConfluentDecoder decoder = new ConfluentDecoder(STORE);

    @Test
    void aLengthOfGigabytesIsABrokenRecordNotTheEndOfTheCommand() throws IOException {
        for (int id = 0; id < SCHEMAS.size(); id++) {
            for (long length : new long[] {17_000_000, 2_000_000_000, Integer.MAX_VALUE, Long.MAX_VALUE}) {
                assertThat(decoder.decode(record(id, length)))
                        .as("schema %d, length %d", id, length)
                        .isNotInstanceOf(Decoded.Avro.class);
            }
            assertThat(decoder.decode(record(id, 0))).isInstanceOf(Decoded.Avro.class);
        }
    }

    /** A record with a length, and without the bytes or elements that should follow. */
    private static byte[] record(int id, long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0, 0, 0, 0, (byte) id});
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeLong(length);
        return bytes.toByteArray();
    }
}
