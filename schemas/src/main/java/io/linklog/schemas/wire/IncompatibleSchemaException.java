package io.linklog.schemas.wire;

/** The registry's compatibility rule refuses a schema: this build must not write to that topic. */
public final class IncompatibleSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public IncompatibleSchemaException(String message) {
        super(message);
    }
}
