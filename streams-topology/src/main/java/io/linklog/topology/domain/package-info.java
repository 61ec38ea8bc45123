/**
 * What a link is and what may become of it: pure functions over values. Knows nothing of Kafka and Avro, reads no
 * clock, and never fails: what may not be done is a {@link Rejected} value.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.topology.domain;
