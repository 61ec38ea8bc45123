/**
 * Webhooks: events of the log, sent to addresses that operators name, signed, in order, at least once.
 *
 * <p>{@code Hook} and what {@code Hooks} keeps in etcd say what is wanted; {@code Webhooks} starts a {@code Deliverer}
 * for each, a consumer group of its own; its {@code Dispatcher} sends what its {@code Lanes} say.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.webhook;
