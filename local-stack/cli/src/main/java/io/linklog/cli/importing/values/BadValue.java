package io.linklog.cli.importing.values;

/** A value that may mean two things, or nothing; the message continues a sentence that begins with its field. */
public final class BadValue extends Exception {

    private static final long serialVersionUID = 1;

    public BadValue(String message) {
        // a table may have millions of them
        super(message, null, false, false);
    }
}
