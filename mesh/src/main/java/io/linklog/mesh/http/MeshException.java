package io.linklog.mesh.http;

import org.jspecify.annotations.Nullable;

/** A call without a response. Its subclasses tell why. */
public abstract sealed class MeshException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean maybeSent;

    private MeshException(String message, boolean maybeSent, @Nullable Throwable cause) {
        super(message, cause);
        this.maybeSent = maybeSent;
    }

    /**
     * Whether an instance may have received the request and acted on it. If not, the call may be repeated, whatever its
     * method.
     */
    public boolean maybeSent() {
        return maybeSent;
    }

    /** The service has no instance that is UP, or none is left after a failed attempt. */
    public static final class NoInstances extends MeshException {
        private static final long serialVersionUID = 1L;

        NoInstances(String service, boolean maybeSent, @Nullable Throwable last) {
            super("No instance of " + service + " is UP", maybeSent, last);
        }
    }

    /** The circuit breaker of the operation is open. The call was not sent. */
    public static final class BreakerOpen extends MeshException {
        private static final long serialVersionUID = 1L;

        BreakerOpen(String service, String operation) {
            super("Too many calls of " + service + " " + operation + " fail, so this one was not sent", false, null);
        }
    }

    /** The limit of calls in flight is reached. The call was not sent. */
    public static final class Overloaded extends MeshException {
        private static final long serialVersionUID = 1L;

        Overloaded(String service, int limit) {
            super(limit + " calls of " + service + " are in flight, so this one was not sent", false, null);
        }
    }

    /** The deadline passed, before the call was sent or while it waited. The cause is an earlier failure, if any. */
    public static final class DeadlinePassed extends MeshException {
        private static final long serialVersionUID = 1L;

        DeadlinePassed(String service, int attempts, boolean maybeSent, @Nullable Throwable last) {
            super("The deadline for " + service + " passed after " + attempts + " attempts", maybeSent, last);
        }
    }

    /** All permitted attempts failed without a response. The cause is that of the last one. */
    public static final class AttemptsFailed extends MeshException {
        private static final long serialVersionUID = 1L;

        AttemptsFailed(String service, int attempts, boolean maybeSent, @Nullable Throwable last) {
            super("No response from " + service + " in " + attempts + " attempts: " + last, maybeSent, last);
        }
    }
}
