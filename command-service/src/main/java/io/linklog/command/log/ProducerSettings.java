package io.linklog.command.log;

import java.time.Duration;

/**
 * Settings of the producer of {@code link-commands}.
 *
 * @param bufferBytes maximum size of the commands that the broker has not confirmed yet
 * @param linger time the producer waits for more commands before it sends a batch
 * @param deliveryTimeout time after which an unconfirmed command fails
 */
public record ProducerSettings(int bufferBytes, Duration linger, Duration deliveryTimeout) {}
