package io.linklog.webhooks.call;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call, answered or not. Immutable.
 *
 * @param why it is so, for people
 * @param retryAfter the answer's header of this name; null for none
 * @param unreachable no event is to blame for it, since none was sent
 * @param nanos that it took
 */
public record CallResult(
        Verdict verdict, String why, @Nullable String retryAfter, boolean unreachable, long nanos) {

    /** Of a call's future: one of both, or neither, is null. */
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
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        boolean unreachable = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return new CallResult(Verdict.AGAIN, reason(cause), null, unreachable, nanos);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        // the class alone says it where there is no message: ConnectException, for a port that nobody listens on
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
