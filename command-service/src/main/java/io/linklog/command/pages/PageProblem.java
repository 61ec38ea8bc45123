package io.linklog.command.pages;

import io.linklog.kit.outbound.RefusedAddressException;
import io.linklog.kit.outbound.UnknownNameException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a page was not reached. */
enum PageProblem {
    /** Links may not lead to this host. */
    TARGET_REFUSED,
    /** The URL or an address of its host is not public. */
    ADDRESS_REFUSED,
    UNKNOWN_HOST,
    NO_CONNECTION,
    TLS_FAILED,
    /** What came is no HTTP, or ended too early. */
    NO_HTTP_ANSWER,
    TIMEOUT,
    TOO_MANY_REDIRECTS,
    /** A redirect without a URL that can be called. */
    BAD_REDIRECT,
    /** The answer has a status from 400. */
    ERROR_STATUS;

    /** The problem that a failed call means. */
    static PageProblem of(Throwable cause) {
        if (cause instanceof RefusedAddressException) {
            return ADDRESS_REFUSED;
        } else if (cause instanceof UnknownNameException) {
            return UNKNOWN_HOST;
        } else if (cause instanceof TimeoutException) {
            return TIMEOUT;
        } else if (cause instanceof SSLException) {
            return TLS_FAILED;
        }
        boolean unconnected = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return unconnected ? NO_CONNECTION : NO_HTTP_ANSWER;
    }

    /** The problem in kebab case, as the API and metrics name it. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
