package io.linklog.query.http;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.ShortCodes;

/** Problems that more than one read answers with. */
public final class ReadProblems {

    private ReadProblems() {}

    /** 404: no link has the code or name, or the text is none at all. */
    public static Problem noSuchLink(String code) {
        return Problem.notFound(
                LinkName.isWellFormed(code)
                        ? "There is no link with the code " + code
                        : "A code has " + ShortCodes.FORM);
    }

    /** 400: the text is no cursor of this API. */
    public static ProblemException invalidCursor() {
        return new ProblemException(Problem.invalid(
                "The cursor is not valid; pass nextCursor of the previous page unchanged, or omit it to start anew"));
    }
}
