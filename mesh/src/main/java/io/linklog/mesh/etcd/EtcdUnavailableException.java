package io.linklog.mesh.etcd;

/**
 * etcd did not answer a call in time, or refused it. The outcome of a write is unknown: read the key to learn it. A
 * later call may succeed.
 */
public final class EtcdUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EtcdUnavailableException(String message) {
        super(message);
    }

    public EtcdUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
