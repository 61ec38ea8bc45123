package io.linklog.projector.commands;

/** A command has not switched readers. The message says why, and what to do. */
public final class NotSwitchedException extends Exception {
    private static final long serialVersionUID = 1;

    public NotSwitchedException(String sentence) {
        super(sentence);
    }
}
