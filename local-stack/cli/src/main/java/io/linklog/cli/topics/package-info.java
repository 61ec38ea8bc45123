/** {@code ./linklog topics}: the topics of Kafka, and the lag of their readers. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.topics;
