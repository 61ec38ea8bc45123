package io.linklog.webhooks.delivery;

import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.hooks.Hook;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that a hook gets of some records of one partition.
 *
 * @param end the offset after the records that were read, unwanted ones included
 * @param registryAway whether records from the end on must be read again, because the schema registry does not answer
 */
record HookBatch(List<OutgoingEvent> events, long end, boolean registryAway) {

    private static final Logger LOG = LoggerFactory.getLogger(HookBatch.class);

    /**
     * Reads records. Skips and counts those that cannot be read.
     *
     * @param end the offset after the records; more than one after the last record if transaction markers follow it
     */
    static HookBatch read(
            List<ConsumerRecord<byte[], byte[]>> records,
            long end,
            Hook hook,
            EventReader reader,
            DeliveryTally tally) {
        List<OutgoingEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                reader.read(record, hook).ifPresent(events::add);
            } catch (UnreadableRecordException e) {
                // the projector or the topology, which reads the topic too, writes the dead letter
                LOG.warn("Webhook {} skips the record at offset {}: {}", hook.id(), record.offset(), e.getMessage());
                tally.countUnreadable();
            } catch (RegistryUnavailableException e) {
                LOG.debug("Webhook {} waits at offset {}", hook.id(), record.offset(), e);
                return new HookBatch(events, record.offset(), true);
            }
        }
        return new HookBatch(events, end, false);
    }
}
