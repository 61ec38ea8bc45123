package io.linklog.schemas.wire;

import io.linklog.schemas.topics.Topic;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serialises one record type in Confluent's wire format. It calls the registry when it is made, and later only for
 * records of another schema version. Thread-safe.
 *
 * @param <T> the generated record class
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {

    private final AvroSerializer<T> serializer;
    private final AvroDeserializer<T> deserializer;

    private AvroSerde(Class<T> type, Schema schema, int schemaId, SchemaStore registry) {
        this.serializer = new AvroSerializer<>(type, schemaId);
        this.deserializer = new AvroDeserializer<>(schema, registry);
    }

    /**
     * The serde of a topic's values; registers their schema.
     *
     * @throws IncompatibleSchemaException if the registry refuses the schema
     * @throws RegistryUnavailableException if the registry does not answer
     */
    public static <T extends SpecificRecord> AvroSerde<T> ofValues(Topic topic, Class<T> type, SchemaStore registry) {
        return ofSubject(topic.valueSubject(), type, registry);
    }

    /** The serde of a subject without a topic in the catalogue (state of the topology). */
    public static <T extends SpecificRecord> AvroSerde<T> ofSubject(
            String subject, Class<T> type, SchemaStore registry) {
        Schema schema = org.apache.avro.specific.SpecificData.get().getSchema(type);
        return new AvroSerde<>(type, schema, registry.register(subject, schema), registry);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }
}
