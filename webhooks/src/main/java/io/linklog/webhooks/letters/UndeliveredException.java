package io.linklog.webhooks.letters;

/** The reason for a dead letter. */
final class UndeliveredException extends Exception {
    private static final long serialVersionUID = 1;

    UndeliveredException(String why) {
        super(why, null, false, false);
    }
}
