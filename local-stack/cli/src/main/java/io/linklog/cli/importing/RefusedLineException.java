package io.linklog.cli.importing;

/** A line is no link. The message is the reason, to be read after the line's number. */
final class RefusedLineException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedLineException(String reason) {
        // no stack trace: it is a finding about the input
        super(reason, null, false, false);
    }
}
