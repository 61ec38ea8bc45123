package io.linklog.projector.replay;

/** A replay ends without a switch; the message says why and what to do. */
final class ReplayException extends Exception {
    private static final long serialVersionUID = 1;

    ReplayException(String sentence) {
        super(sentence);
    }
}
