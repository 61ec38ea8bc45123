/**
 * The rules of a link: pure functions over values. They know neither Kafka nor Avro, read no clock, and throw no
 * exception for a command that breaks a rule: the result is a {@link io.linklog.topology.domain.Rejection}.
 */
@NullMarked
package io.linklog.topology.domain;

import org.jspecify.annotations.NullMarked;
