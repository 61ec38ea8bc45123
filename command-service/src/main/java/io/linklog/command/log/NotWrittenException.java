package io.linklog.command.log;

/** Kafka has not confirmed a command. */
public final class NotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean perhapsWritten;

    /** @param perhapsWritten whether it may be in the log all the same */
    NotWrittenException(boolean perhapsWritten, Throwable cause) {
        // no stack trace: thousands of these a second when Kafka is away, and nobody reads them
        super(cause.getMessage(), cause, false, false);
        this.perhapsWritten = perhapsWritten;
    }

    public boolean perhapsWritten() {
        return perhapsWritten;
    }
}
