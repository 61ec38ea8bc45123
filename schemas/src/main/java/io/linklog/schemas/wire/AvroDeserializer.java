package io.linklog.schemas.wire;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SystemLimitException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record type in Confluent's wire format, written with any compatible schema. Thread-safe.
 *
 * <p>Throws {@link UnreadableRecordException} for bytes that can never be read, and
 * {@link RegistryUnavailableException} if the writer's schema is unknown and the registry does not answer.
 */
final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

    /** No text of a record is longer: Kafka's records have a megabyte, some more when they are compressed. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final int MOST_ITEMS = 1024 * 1024;

    static {
        // Avro allocates what a length says before it reads on. In garbage a length of two gigabytes is one byte away,
        // and the OutOfMemoryError would end the process. Avro reads these once; what an operator sets counts.
        Map.of(
                        SystemLimitException.MAX_BYTES_LENGTH_PROPERTY, MOST_BYTES,
                        SystemLimitException.MAX_STRING_LENGTH_PROPERTY, MOST_BYTES,
                        SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY, MOST_ITEMS)
                .forEach((limit, most) -> {
                    if (System.getProperty(limit) == null) {
                        System.setProperty(limit, Integer.toString(most));
                    }
                });
        // A schema can name any class; Avro loads trusted ones only. This adds Linklog's classes to those that the
        // program trusts. Avro's setting is process-wide.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().startsWith("io.linklog.")));
    }

    private final SchemaStore registry;
    private final Schema readerSchema;
    private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();

    AvroDeserializer(Schema readerSchema, SchemaStore registry) {
        this.readerSchema = readerSchema;
        this.registry = registry;
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        int id = WireFormat.schemaId(bytes);
        SpecificDatumReader<T> reader = readers.get(id);
        if (reader == null) {
            reader = readerOf(id);
            readers.put(id, reader);
        }
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, null);
        try {
            T record = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UnreadableRecordException("There are bytes after the record of schema " + id, null);
            }
            return record;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            if (e instanceof UnreadableRecordException unreadable) {
                throw unreadable;
            }
            throw new UnreadableRecordException(
                    "The value does not decode as " + readerSchema.getFullName() + " (schema " + id + "): " + e, e);
        }
    }

    private SpecificDatumReader<T> readerOf(int id) {
        Schema writerSchema = registry.byId(id);
        if (writerSchema == null) {
            throw new UnreadableRecordException("The registry has no schema " + id + " that Avro can read", null);
        }
        if (!writerSchema.getFullName().equals(readerSchema.getFullName())) {
            // Avro would resolve records of different names by structure, but another type is not meant for this reader
            throw new UnreadableRecordException(
                    "Schema " + id + " is " + writerSchema.getFullName() + ", not " + readerSchema.getFullName(), null);
        }
        return new SpecificDatumReader<>(writerSchema, readerSchema);
    }
}
