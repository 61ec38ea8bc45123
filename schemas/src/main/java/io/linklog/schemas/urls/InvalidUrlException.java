package io.linklog.schemas.urls;

/** A text is no URL that a client can open. */
public final class InvalidUrlException extends Exception {

    private static final long serialVersionUID = 1;

    private final String mistake;

    InvalidUrlException(String mistake) {
        super(mistake, null, false, false); // an answer, not a fault: nobody reads the stack
        this.mistake = mistake;
    }

    /** The end of a sentence that says what the text must be. */
    public String mistake() {
        return mistake;
    }
}
