package io.linklog.projector.commands;

/** A command ends without the switch that it was to make; the message says why and what to do. */
public final class NotSwitchedException extends Exception {
    private static final long serialVersionUID = 1;

    public NotSwitchedException(String sentence) {
        super(sentence);
    }
}
