package io.linklog.projector.webhook;

/** Why an event is put aside. */
final class Undelivered extends Exception {
    private static final long serialVersionUID = 1;

    Undelivered(String why) {
        super(why, null, false, false);
    }
}
