package io.linklog.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes one record type in Confluent's wire format. Thread-safe: each record has its own writer and encoder. */
final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

    private static final int TYPICAL_BYTES = 512;

    private final SpecificDatumWriter<T> writer;
    private final byte[] header = new byte[WireFormat.HEADER_BYTES];

    AvroSerializer(Class<T> type, int schemaId) {
        this.writer = new SpecificDatumWriter<>(type);
        WireFormat.writeHeader(header, schemaId);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T record) {
        if (record == null) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
        out.write(header, 0, header.length);
        // direct, because a record is small and a buffer would be one more copy
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to an array cannot fail", e);
        }
        return out.toByteArray();
    }
}
