package io.linklog.cli.console;

import io.linklog.schemas.wire.SchemaStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Decodes Avro with any schema of the registry; other bytes stay as they are. Not thread-safe. */
final class ConfluentDecoder {

    private static final int HEADER_BYTES = 5;

    private final SchemaStore registry;
    private final Map<Integer, GenericDatumReader<Object>> readers = new HashMap<>();

    ConfluentDecoder(SchemaStore registry) {
        this.registry = registry;
    }

    /**
     * @throws io.linklog.schemas.wire.RegistryUnavailableException when the bytes name a schema that is not known yet
     *     and the registry does not answer
     */
    Decoded decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
            return Decoded.raw(bytes, null);
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        GenericDatumReader<Object> reader = readers.get(id);
        if (reader == null) {
            Schema schema = registry.byId(id);
            if (schema == null) {
                return Decoded.raw(
                        bytes, "begins like Confluent's wire format, but the registry has no Avro schema " + id);
            }
            // a data model without conversions: AvroJson shows logical types
            reader = new GenericDatumReader<>(schema, schema, new GenericData());
            readers.put(id, reader);
        }
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            Object datum = reader.read(null, decoder);
            if (decoder.isEnd()) {
                return new Decoded.Avro(id, reader.getSchema(), datum);
            }
            return Decoded.raw(bytes, "there are bytes after the record of schema " + id);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return Decoded.raw(
                    bytes,
                    "does not decode as schema " + id + ", "
                            + reader.getSchema().getFullName() + ": " + e);
        }
    }
}
