package io.linklog.command.log;

/** Kafka has not confirmed a command. */
public final class NotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean perhapsWritten;

    /** @param perhapsWritten whether the command may be in the log nevertheless */
    NotWrittenException(boolean perhapsWritten, Throwable cause) {
        // no stack trace: while Kafka is unreachable there are thousands of these a second
        super(cause.getMessage(), cause, false, false);
        this.perhapsWritten = perhapsWritten;
    }

    public boolean perhapsWritten() {
        return perhapsWritten;
    }
}
