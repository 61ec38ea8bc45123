package io.linklog.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.wire.SchemaStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class ConfluentDecoderTest {

    private static final int TEXT = 7;

    private static final SchemaStore STORE = new SchemaStore() {
        @Override
        public int register(String subject, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Schema byId(int id) {
            return id == TEXT ? Schema.create(Schema.Type.STRING) : null;
        }
    };

    private final ConfluentDecoder decoder = new ConfluentDecoder(STORE);

    @Test
    void aLengthOfGigabytesIsABrokenRecordNotTheEndOfTheCommand() throws IOException {
        for (long length : new long[] {-1, 17_000_000, 2_000_000_000, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            assertThat(decoder.decode(text(length))).as("length %d", length).isNotInstanceOf(Decoded.Avro.class);
        }
        assertThat(decoder.decode(text(0))).isInstanceOf(Decoded.Avro.class);
    }

    /** A text of a length, without its characters. */
    private static byte[] text(long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0, 0, 0, 0, TEXT});
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeLong(length);
        return bytes.toByteArray();
    }
}
