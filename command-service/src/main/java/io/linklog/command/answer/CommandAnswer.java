package io.linklog.command.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.kit.http.Problem;
import io.linklog.schemas.view.LinkView;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one command, as HTTP says it. Of link and problem one is set, or none: pending, or deleted.
 *
 * @param status of HTTP
 */
public record CommandAnswer(
        int status,
        @Nullable String commandId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LinkView link,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Problem problem) {

    /** Not decided within the wait; the broker has the command. */
    public static CommandAnswer pending(String commandId) {
        return new CommandAnswer(202, commandId, null, null);
    }

    public static CommandAnswer refused(@Nullable String commandId, Problem problem) {
        return new CommandAnswer(problem.status(), commandId, null, problem);
    }

    public boolean isPending() {
        return status == 202;
    }
}
