package io.linklog.schemas.urls;

/** A text is no URL that a client can open. The message is the end of a sentence that says what it must be. */
public final class InvalidUrlException extends Exception {

    private static final long serialVersionUID = 1;

    InvalidUrlException(String mistake) {
        super(mistake, null, false, false); // an answer, not a fault: nobody reads the stack
    }
}
