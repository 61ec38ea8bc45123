package io.linklog.query.lookup;

/** A look-up that cannot be answered for the moment, neither with a link nor with its absence. Answered 503. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnavailableException(String message) {
        // no stack trace: expected whenever a store is away, and then thousands come in a second
        super(message, null, false, false);
    }
}
