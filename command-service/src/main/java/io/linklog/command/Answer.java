package io.linklog.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.kit.http.Problem;
import io.linklog.schemas.view.LinkView;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one command, as HTTP says it. Of link and problem one is set, or none: pending, or deleted.
 *
 * @param status of HTTP
 */
record Answer(
        int status,
        @Nullable String commandId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LinkView link,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Problem problem) {

    /** Not decided within the wait; the broker has the command. */
    static Answer pending(String commandId) {
        return new Answer(202, commandId, null, null);
    }

    static Answer refused(@Nullable String commandId, Problem problem) {
        return new Answer(problem.status(), commandId, null, problem);
    }

    boolean isPending() {
        return status == 202;
    }
}
