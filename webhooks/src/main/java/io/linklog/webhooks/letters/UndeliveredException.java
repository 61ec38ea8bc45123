package io.linklog.webhooks.letters;

/** Why an event is put aside. */
final class UndeliveredException extends Exception {
    private static final long serialVersionUID = 1;

    UndeliveredException(String why) {
        super(why, null, false, false);
    }
}
