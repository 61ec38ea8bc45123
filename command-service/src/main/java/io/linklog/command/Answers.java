package io.linklog.command;

import io.linklog.kit.http.Problem;
import io.linklog.mesh.http.Deadline;
import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.view.LinkView;
import java.net.URI;
import java.util.List;

/** Turns outcomes and failures into answers of HTTP. */
final class Answers {

    private final URI publicUrl;

    Answers(URI publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** What the topology decided. */
    Answer of(String commandId, LinkOutcome outcome) {
        if (outcome.getResult() instanceof Accepted accepted) {
            LinkView link = LinkView.of(accepted.getLink(), publicUrl);
            return switch (accepted.getOperation()) {
                case CREATED -> new Answer(201, commandId, link, null);
                case FOUND, EDITED, RESTORED -> new Answer(200, commandId, link, null);
                case DELETED -> new Answer(204, commandId, null, null);
            };
        }
        if (outcome.getResult() instanceof Rejected rejected) {
            return Answer.refused(commandId, problem(rejected));
        }
        throw new IllegalStateException("An outcome is accepted or rejected, not " + outcome.getResult());
    }

    private static Problem problem(Rejected rejected) {
        String detail = rejected.getDetail();
        return switch (rejected.getReason()) {
            case INVALID -> Problem.invalid(detail);
            case SLUG_TAKEN -> slugTaken(detail);
            case NOT_FOUND -> Problem.notFound(detail);
            case GONE -> Problem.gone(detail);
            case VERSION_MISMATCH -> {
                Problem mismatch = Problem.of(412, "version-mismatch", "The link has another version by now", detail);
                Long current = rejected.getCurrentVersion();
                yield current == null ? mismatch : mismatch.with("currentVersion", current);
            }
            case KEY_REUSED ->
                Problem.of(422, "idempotency-key-reused", "The Idempotency-Key was used for another request", detail);
            case NO_CODES -> Problem.of(503, "no-codes", "No free codes for the moment", detail);
        };
    }

    /** The same whoever noticed it, {@link EarlyAnswers} or the topology. */
    static Problem slugTaken(String detail) {
        return Problem.of(409, "slug-taken", "The custom slug is taken", detail);
    }

    /** The caller has stopped waiting before anything was done. */
    static Problem deadlinePassed() {
        return Problem.unavailable(
                "The time that " + Deadline.HEADER + " gave is over, nothing was written; try again" + " with more");
    }

    /** Bodies with mistakes, all of them named. */
    static Problem mistakes(List<FieldError> errors) {
        StringBuilder detail = new StringBuilder();
        for (FieldError error : errors) {
            if (!detail.isEmpty()) {
                detail.append("; ");
            }
            detail.append(
                            error.pointer().isEmpty()
                                    ? "the body"
                                    : error.pointer().substring(1))
                    .append(' ')
                    .append(error.detail());
        }
        return Problem.invalid(detail.toString()).with("errors", List.copyOf(errors));
    }

    /** A command that Kafka has not confirmed. */
    static Problem notWritten(NotWrittenException e) {
        return e.perhapsWritten()
                ? Problem.unavailable(
                        "Kafka has not confirmed the command in time. It may still be carried out; repeating"
                                + " it with the same Idempotency-Key is safe, without one it may be carried out twice")
                : Problem.unavailable(
                        "The log of commands takes nothing for the moment, nothing was written; try again later");
    }

    /** More commands wait for their outcome than are allowed to. */
    static Problem tooManyWaiting() {
        return Problem.unavailable(
                "Too many commands wait for their outcome, nothing was written; try again in a moment");
    }

    /** Something failed that should not have, after the command was written. */
    static Problem unreadable() {
        return Problem.of(
                500,
                "internal",
                "Something went wrong here",
                "The command was decided, but its outcome cannot be read. This is a fault of the service and was logged");
    }
}
