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
 * What a hook gets of the records of one partition.
 *
 * @param end behind all of them, and what was left out
 * @param registryAway whether those from the end on are left for later, because the registry does not answer
 */
record HookBatch(List<OutgoingEvent> events, long end, boolean registryAway) {

    private static final Logger LOG = LoggerFactory.getLogger(HookBatch.class);

    /**
     * Reads them; passes over what nobody can read, and counts it.
     *
     * @param end behind the records: it may be further than the last one, over the marks that transactions leave
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
                // whoever else reads the topic has put it among its dead letters
                LOG.warn("Webhook {} passes over {}: {}", hook.id(), record.offset(), e.getMessage());
                tally.unreadable();
            } catch (RegistryUnavailableException e) {
                LOG.warn("Webhook {} waits for the schema registry: {}", hook.id(), e.toString());
                return new HookBatch(events, record.offset(), true);
            }
        }
        return new HookBatch(events, end, false);
    }
}
