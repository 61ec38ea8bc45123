package io.linklog.schemas.wire;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record can never be read: they belong in the dead-letter topic. {@link RegistryUnavailableException}
 * is for a registry that does not answer.
 */
public final class UnreadableRecordException extends SerializationException {
    private static final long serialVersionUID = 1;

    public UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
