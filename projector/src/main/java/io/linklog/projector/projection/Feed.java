package io.linklog.projector.projection;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.wire.UnreadableRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** A topic, and what its records become in the tables. Thread-safe. */
public interface Feed {

    Topic topic();

    /** Prepares the statements for one keyspace, whose tables must exist. Blocks. */
    FeedWriter open(Keyspace keyspace);

    /**
     * The value of a record.
     *
     * @throws UnreadableRecordException if it cannot be read, or the record has none
     */
    static <T> T value(Deserializer<T> deserializer, ConsumerRecord<byte[], byte[]> record) {
        T value = deserializer.deserialize(record.topic(), record.value());
        if (value == null) {
            throw new UnreadableRecordException("The record has no value", null);
        }
        return value;
    }
}
