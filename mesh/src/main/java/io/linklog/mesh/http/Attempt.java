package io.linklog.mesh.http;

import io.linklog.mesh.async.Causes;
import io.linklog.mesh.balance.Outcome;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The end of one attempt: a response or an error, never both. */
record Attempt(
        @Nullable HttpResponse<byte[]> response, @Nullable Throwable error) {

    static Attempt of(@Nullable HttpResponse<byte[]> response, @Nullable Throwable error) {
        return new Attempt(response, Causes.unwrapNullable(error));
    }

    /** RFC 9110, section 15.5.20: the request reached the wrong server, which did nothing. */
    private static final int MISDIRECTED = 421;

    /** What the end of the attempt tells about the instance. */
    Outcome outcome() {
        if (response != null && response.statusCode() == MISDIRECTED) {
            return Outcome.NOT_SENT; // not to the intended instance
        }
        if (response != null) {
            return serverError(response.statusCode()) ? Outcome.FAILURE : Outcome.SUCCESS;
        }
        if (error instanceof ConnectException || error instanceof HttpConnectTimeoutException) {
            return Outcome.NOT_SENT;
        }
        boolean instanceFailed = !(error instanceof CancellationException || error instanceof BoundedBody.TooLong);
        return instanceFailed ? Outcome.FAILURE : Outcome.ABANDONED;
    }

    /** 501 and 505 concern the request: every instance would answer the same. */
    private static boolean serverError(int status) {
        return status >= 500 && status != 501 && status != 505;
    }
}
