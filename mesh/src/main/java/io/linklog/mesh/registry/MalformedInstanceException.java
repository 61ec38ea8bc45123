package io.linklog.mesh.registry;

/** What stands in etcd under an instance's key is not an instance. The message says why. */
final class MalformedInstanceException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedInstanceException(String message) {
        super(message);
    }
}
