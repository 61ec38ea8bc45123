package io.linklog.mesh.etcd;

/** What stands in etcd under a key is not what belongs there. The message says why. */
public final class MalformedValueException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedValueException(String message) {
        super(message);
    }
}
