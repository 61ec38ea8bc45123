package io.linklog.command.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.command.answer.CommandAnswer;
import io.linklog.kit.http.Problem;
import io.linklog.schemas.view.LinkView;
import org.jspecify.annotations.Nullable;

/**
 * The result of one line of a batch; it is one line of the answer.
 *
 * @param line its number; blank lines count
 * @param status the status that a single call would have got
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
