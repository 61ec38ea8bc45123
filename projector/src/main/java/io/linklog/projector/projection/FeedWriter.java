package io.linklog.projector.projection;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Turns records into writes. The writes must be idempotent: they may be repeated in any order. Confined to the
 * projection's thread.
 */
public interface FeedWriter {

    /**
     * Takes a record: adds its writes, or keeps them until the end of the batch.
     *
     * @throws io.linklog.schemas.wire.UnreadableRecordException if no table can hold the record; it is not taken
     * @throws io.linklog.schemas.wire.RegistryUnavailableException if the registry does not answer; the record is not
     *     taken
     */
    void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes);

    /** Adds the writes that were kept: all records of one poll are taken. */
    void endBatch(WriteWindow writes);

    /** Forgets what it remembers as written: Cassandra may have lost the latest rows, and their records come again. */
    default void forgetWritten() {}
}
