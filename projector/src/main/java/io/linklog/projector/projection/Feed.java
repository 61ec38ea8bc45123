package io.linklog.projector.projection;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.schemas.wire.UnreadableRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** What the records of a topic become in some of the tables. Thread-safe. */
public interface Feed {

    /** Which part of a projection it is. */
    ProjectedFeed kind();

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
