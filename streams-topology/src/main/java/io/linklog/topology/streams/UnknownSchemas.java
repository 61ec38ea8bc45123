package io.linklog.topology.streams;

import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.SchemaStore;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.schemas.wire.WireFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which records must wait for the schema registry, before Kafka Streams takes them: it cannot give one back, and
 * would hold all partitions of its thread. Thread-safe.
 */
public final class UnknownSchemas implements Predicate<ConsumerRecord<byte[], byte[]>> {

    /** The setting of an application that holds an instance. */
    public static final String SETTING = "linklog.unknown.schemas";

    private static final Logger LOG = LoggerFactory.getLogger(UnknownSchemas.class);

    private final SchemaStore registry;
    // the offset of the record that was said to wait; only for the log
    private final Map<TopicPartition, Long> held = new ConcurrentHashMap<>();

    public UnknownSchemas(SchemaStore registry) {
        this.registry = registry;
    }

    @Override
    public boolean test(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return false;
        }
        try {
            registry.byId(WireFormat.schemaId(record.value()));
            return false;
        } catch (UnreadableRecordException e) {
            return false; // no registry could help
        } catch (RegistryUnavailableException e) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            Long before = held.put(partition, record.offset());
            if (before == null || before != record.offset()) {
                LOG.warn("{} waits at offset {} for the schema registry: {}", partition, record.offset(), e.toString());
            }
            return true;
        }
    }
}
