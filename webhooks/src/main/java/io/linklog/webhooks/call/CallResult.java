package io.linklog.webhooks.call;

import io.linklog.mesh.async.Causes;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The result of one call. Immutable.
 *
 * @param why the answer or the error, for people
 * @param retryAfter the value of the header {@code Retry-After}; null without one
 * @param unreachable there was no connection, so the event is not to blame
 * @param nanos the duration of the call
 */
public record CallResult(
        Verdict verdict, String why, @Nullable String retryAfter, boolean unreachable, long nanos) {

    /** The result of a call's future: its answer or its error; both are null if it was cancelled. */
    static CallResult of(@Nullable EndpointAnswer answer, @Nullable Throwable error, long nanos) {
        if (answer != null) {
            return new CallResult(
                    Verdict.of(answer.status()),
                    answer.summary(),
                    answer.retryAfter().orElse(null),
                    false,
                    nanos);
        }
        if (error == null) {
            return new CallResult(Verdict.AGAIN, "no answer", null, false, nanos);
        }
        Throwable cause = Causes.unwrap(error);
        boolean unreachable = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return new CallResult(Verdict.AGAIN, reason(cause), null, unreachable, nanos);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        // some exceptions have only a class: a ConnectException for a closed port
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
