package io.linklog.command.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.command.answer.CommandAnswer;
import io.linklog.kit.http.Problem;
import io.linklog.schemas.view.LinkView;
import org.jspecify.annotations.Nullable;

/**
 * What became of one line of a batch; a line of the answer.
 *
 * @param line its number, blank lines counted
 * @param status what a call of its own would have been answered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchResult(
        int line,
        int status,
        @Nullable String commandId,
        @Nullable LinkView link,
        @Nullable Problem problem) {

    static BatchResult of(int line, CommandAnswer answer) {
        return new BatchResult(line, answer.status(), answer.commandId(), answer.link(), answer.problem());
    }
}
