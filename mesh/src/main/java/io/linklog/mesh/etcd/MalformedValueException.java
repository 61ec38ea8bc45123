package io.linklog.mesh.etcd;

/** The value of an etcd key is not valid. The message says why. */
public final class MalformedValueException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedValueException(String message) {
        super(message);
    }
}
