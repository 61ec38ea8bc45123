package io.linklog.webhooks.call;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event to be sent to a hook.
 *
 * @param record its source
 * @param id the same in each attempt
 * @param body the request body
 */
public record OutgoingEvent(ConsumerRecord<byte[], byte[]> record, String id, String type, byte[] body) {}
