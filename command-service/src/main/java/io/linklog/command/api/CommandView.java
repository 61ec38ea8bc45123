package io.linklog.command.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.command.answer.CommandAnswer;
import io.linklog.kit.http.Problem;
import io.linklog.schemas.view.LinkView;
import org.jspecify.annotations.Nullable;

/**
 * A command as the API shows it.
 *
 * @param status pending, accepted or rejected
 * @param httpStatus the status that a synchronous call would have got; null while pending
 * @param link the link after an accepted command; null after a deletion
 * @param problem the reason of a rejection
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CommandView(
        String commandId,
        String status,
        @Nullable Integer httpStatus,
        @Nullable LinkView link,
        @Nullable Problem problem) {

    static CommandView pending(String commandId) {
        return new CommandView(commandId, "pending", null, null, null);
    }

    static CommandView of(String commandId, CommandAnswer answer) {
        String status = answer.problem() == null ? "accepted" : "rejected";
        return new CommandView(commandId, status, answer.status(), answer.link(), answer.problem());
    }
}
