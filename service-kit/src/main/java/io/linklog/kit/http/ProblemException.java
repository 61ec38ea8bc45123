package io.linklog.kit.http;

/** Ends a request with a problem. {@link HttpApi} answers with the problem and does not log it. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        // no stack trace: this is an answer to the caller, not an error of the service
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** The problem to answer with. */
    public Problem problem() {
        return problem;
    }
}
