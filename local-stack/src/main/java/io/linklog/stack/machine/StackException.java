package io.linklog.stack.machine;

/**
 * The stack cannot do what was asked. The message is for the person at the terminal: it says what is wrong and what to
 * do.
 */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String sentence) {
        super(sentence);
    }

    public StackException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
