/**
 * Delivery: {@code Webhooks} starts a {@code HookRun} for each active hook. It reads the log as a consumer group of the
 * hook; its {@code Dispatcher} makes the calls that {@code Lanes} decide.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.webhooks.delivery;
