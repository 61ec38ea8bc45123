/** What services share about Kafka. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.kafka;
