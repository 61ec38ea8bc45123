package io.linklog.webhooks.call;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event on its way to a hook.
 *
 * @param record that it was made of
 * @param id of the event, the same in each attempt
 * @param body as it is sent
 */
public record OutgoingEvent(ConsumerRecord<byte[], byte[]> record, String id, String type, byte[] body) {}
