package io.linklog.mesh.http;

import org.jspecify.annotations.Nullable;

/**
 * Why a call has no response. {@link #maybeSent} tells whether an instance may have got the request and acted on it:
 * where not, the call may be made again whatever its method.
 */
public abstract sealed class MeshException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean maybeSent;

    private MeshException(String message, boolean maybeSent, @Nullable Throwable cause) {
        super(message, cause);
        this.maybeSent = maybeSent;
    }

    public boolean maybeSent() {
        return maybeSent;
    }

    /** The service has no instance that takes requests; or none any more, when an attempt failed before. */
    public static final class NoInstances extends MeshException {
        private static final long serialVersionUID = 1L;

        NoInstances(String service, boolean maybeSent, @Nullable Throwable last) {
            super("No instance of " + service + " is UP", maybeSent, last);
        }
    }

    /** Most recent calls of the operation failed: this one was not tried. */
    public static final class BreakerOpen extends MeshException {
        private static final long serialVersionUID = 1L;

        BreakerOpen(String service, String operation) {
            super("Too many calls of " + service + " " + operation + " fail: not tried", false, null);
        }
    }

    /** As many calls of the service as may be are in flight: this one was not tried. */
    public static final class Overloaded extends MeshException {
        private static final long serialVersionUID = 1L;

        Overloaded(String service, int limit) {
            super(limit + " calls of " + service + " are in flight: not tried", false, null);
        }
    }

    /** Time was up, before anything was sent or while waiting. The cause is what went wrong before, if anything. */
    public static final class DeadlinePassed extends MeshException {
        private static final long serialVersionUID = 1L;

        DeadlinePassed(String service, int attempts, boolean maybeSent, @Nullable Throwable last) {
            super("The deadline for " + service + " passed after " + attempts + " attempts", maybeSent, last);
        }
    }

    /** Every attempt that was allowed failed without a response. The cause is the last one's. */
    public static final class AttemptsFailed extends MeshException {
        private static final long serialVersionUID = 1L;

        AttemptsFailed(String service, int attempts, boolean maybeSent, Throwable last) {
            super("No response of " + service + " in " + attempts + " attempts: " + last, maybeSent, last);
        }
    }
}
