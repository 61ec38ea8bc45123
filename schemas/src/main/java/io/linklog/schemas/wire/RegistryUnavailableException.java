package io.linklog.schemas.wire;

import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** The schema registry did not answer, or not as it should. Trying again later may help; the record is not at fault. */
public final class RegistryUnavailableException extends RetriableException {
    private static final long serialVersionUID = 1;

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
