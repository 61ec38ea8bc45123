package io.linklog.mesh.http;

import io.linklog.mesh.balance.Outcome;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How one attempt ended: with a response or with an error, never both. */
record Attempt(
        @Nullable HttpResponse<byte[]> response, @Nullable Throwable error) {

    static Attempt of(@Nullable HttpResponse<byte[]> response, @Nullable Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new Attempt(response, cause);
    }

    /** RFC 9110, section 15.5.20: not the server that was meant, and nothing was done. */
    private static final int MISDIRECTED = 421;

    /** What it says of the instance. */
    Outcome outcome() {
        if (response != null && response.statusCode() == MISDIRECTED) {
            return Outcome.NOT_SENT; // to whom it was sent
        }
        if (response != null) {
            return serverError(response.statusCode()) ? Outcome.FAILURE : Outcome.SUCCESS;
        }
        if (error instanceof ConnectException || error instanceof HttpConnectTimeoutException) {
            return Outcome.NOT_SENT;
        }
        boolean itsFault = !(error instanceof CancellationException || error instanceof BoundedBody.TooLong);
        return itsFault ? Outcome.FAILURE : Outcome.ABANDONED;
    }

    /** 501 and 505 are answers about the request, and would be the same everywhere. */
    private static boolean serverError(int status) {
        return status >= 500 && status != 501 && status != 505;
    }
}
