package io.linklog.mesh.async;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The failures of futures. */
public final class Causes {

    private Causes() {}

    /**
     * What made a future fail. Dependent stages wrap it in a {@link CompletionException}, and stages of stages more
     * than once.
     *
     * @param error as {@code whenComplete} gives it
     * @return the innermost failure that is no {@code CompletionException}, or one without a cause
     */
    public static Throwable unwrap(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The same; null for null. */
    public static @Nullable Throwable unwrapNullable(@Nullable Throwable error) {
        return error == null ? null : unwrap(error);
    }
}
