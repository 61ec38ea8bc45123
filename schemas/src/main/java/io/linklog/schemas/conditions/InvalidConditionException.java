package io.linklog.schemas.conditions;

/** A condition that cannot be read. The message says what it must have, as "matchValue must be …". */
public final class InvalidConditionException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidConditionException(String message) {
        // no stack trace: it is an answer to the writer of the rule, who may send 500 of them in one request
        super(message, null, false, false);
    }
}
