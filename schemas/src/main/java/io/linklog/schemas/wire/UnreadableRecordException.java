package io.linklog.schemas.wire;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A record's bytes cannot be read, now or ever: they belong in the dead-letter topic. The registry being away is
 * another matter, see {@link RegistryUnavailableException}.
 */
public final class UnreadableRecordException extends SerializationException {
    private static final long serialVersionUID = 1;

    public UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
