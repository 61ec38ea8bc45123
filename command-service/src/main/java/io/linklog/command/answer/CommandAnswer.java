package io.linklog.command.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.kit.http.Problem;
import io.linklog.schemas.view.LinkView;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP answer to one command. At most one of link and problem is set; neither is for a pending command and for a
 * deletion.
 *
 * @param status the HTTP status
 */
public record CommandAnswer(
        int status,
        @Nullable String commandId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LinkView link,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Problem problem) {

    /** Answers a command that the broker has and that is not decided within the wait. */
    public static CommandAnswer pending(String commandId) {
        return new CommandAnswer(202, commandId, null, null);
    }

    public static CommandAnswer refusal(@Nullable String commandId, Problem problem) {
        return new CommandAnswer(problem.status(), commandId, null, problem);
    }

    public boolean isPending() {
        return status == 202;
    }
}
