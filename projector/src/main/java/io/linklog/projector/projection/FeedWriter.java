package io.linklog.projector.projection;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes writes of records. All that it adds must be idempotent and may be repeated in any order. Confined to the
 * projection's thread.
 */
public interface FeedWriter {

    /**
     * Takes one record: adds its writes, or keeps them until the end of the batch.
     *
     * @throws io.linklog.schemas.UnreadableRecordException for a record that no table can hold; nothing of it was taken
     * @throws io.linklog.schemas.RegistryUnavailableException when it cannot be read now; nothing of it was taken
     */
    void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes);

    /** Adds what was kept: the records of one poll have all been taken. */
    void endBatch(WriteWindow writes);
}
