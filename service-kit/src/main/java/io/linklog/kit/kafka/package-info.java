/** Kafka for services: settings of clients and consumer groups, topics, offsets, dead letters. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.kafka;
