package io.linklog.command.log;

import io.linklog.kit.settings.Env;
import java.time.Duration;

/**
 * Settings of the producer of {@code link-commands}.
 *
 * @param bufferBytes maximum size of the commands that the broker has not confirmed yet
 * @param linger time the producer waits for more commands before it sends a batch
 * @param deliveryTimeout time after which an unconfirmed command fails
 */
public record ProducerSettings(int bufferBytes, Duration linger, Duration deliveryTimeout) {
    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static ProducerSettings from(Env env) {
        return new ProducerSettings(
                env.integer(
                        "LINKLOG_PRODUCER_BUFFER",
                        32 * 1024 * 1024,
                        64 * 1024,
                        Integer.MAX_VALUE,
                        "maximum bytes of unconfirmed commands; beyond it a request is answered 503"),
                env.duration("LINKLOG_PRODUCER_LINGER", Duration.ZERO, "time that the producer waits to fill a batch"),
                env.duration(
                        "LINKLOG_PRODUCER_DELIVERY_TIMEOUT",
                        Duration.ofSeconds(8),
                        "time after which an unconfirmed command is answered 503"));
    }
}
