package io.linklog.mesh.async;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The failures of futures. */
public final class Causes {

    private Causes() {}

    /**
     * The root cause of a failed future. Each dependent stage wraps it in one more {@link CompletionException}.
     *
     * @param error as {@code whenComplete} gives it
     * @return the first cause that is not a {@code CompletionException}, or that has no cause
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
