package io.linklog.query.lookup;

/** A read cannot be answered at present: neither with a link nor with its absence. The API answers 503. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String detail;

    /** @param detail what is not available, and what the caller can do */
    public UnavailableException(String detail) {
        // no stack trace: while a store is away, thousands of these are expected each second
        super(detail, null, false, false);
        this.detail = detail;
    }

    /** What is not available, and what the caller can do. */
    public String detail() {
        return detail;
    }
}
