/** {@code ./linklog topics}: what is in Kafka, and who is how far behind. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.topics;
