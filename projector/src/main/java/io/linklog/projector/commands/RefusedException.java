package io.linklog.projector.commands;

/** A command cannot do its work, and has changed nothing that matters. The message says why, and what to do. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RefusedException(String sentence) {
        super(sentence);
    }
}
