package io.linklog.webhooks.commands;

import org.jspecify.annotations.Nullable;

/** A command cannot be carried out. The message is a sentence for the user. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /** @param exitCode 1: it failed; 2: wrong usage */
    RefusedException(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
