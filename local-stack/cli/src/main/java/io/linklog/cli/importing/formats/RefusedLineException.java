package io.linklog.cli.importing.formats;

/** A line is no link. The message is the reason and continues a sentence that begins with the line's number. */
final class RefusedLineException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    RefusedLineException(String reason) {
        // no stack trace: this is a finding about the input
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
