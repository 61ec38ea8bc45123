package io.linklog.kit.http;

/** Ends a request with a problem. Thrown where the mistake is found; answered, and not logged, by {@link HttpApi}. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        // no stack trace: it is an answer to the caller, not a fault of ours
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
