package io.linklog.webhooks.commands;

import org.jspecify.annotations.Nullable;

/** A command cannot do what was asked. The message is a sentence for the person at the terminal. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /** @param exitCode 1: it could not be done; 2: it was asked wrongly */
    RefusedException(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
