package io.linklog.command.answer;

import io.linklog.kit.http.Problem;
import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.view.LinkView;
import java.net.URI;
import java.util.function.Predicate;

/** Turns outcomes into HTTP answers. */
public final class OutcomeAnswers {

    private final URI publicUrl;
    private final Predicate<String> purged;

    /** @param purged whether a link with this name is purged: an old outcome must not show it */
    public OutcomeAnswers(URI publicUrl, Predicate<String> purged) {
        this.publicUrl = publicUrl;
        this.purged = purged;
    }

    /** Answers with the topology's decision. */
    public CommandAnswer of(String commandId, LinkOutcome outcome) {
        if (outcome.getResult() instanceof Accepted accepted) {
            if (accepted.getOperation() != LinkOperation.DELETED && purged.test(LinkName.text(accepted.getLink()))) {
                return CommandAnswer.refusal(commandId, Problem.gone("The link of this command is purged."));
            }
            LinkView link = LinkView.of(accepted.getLink(), publicUrl);
            return switch (accepted.getOperation()) {
                case CREATED -> new CommandAnswer(201, commandId, link, null);
                case FOUND, EDITED, RESTORED -> new CommandAnswer(200, commandId, link, null);
                case DELETED -> new CommandAnswer(204, commandId, null, null);
            };
        }
        if (outcome.getResult() instanceof Rejected rejected) {
            return CommandAnswer.refusal(commandId, problem(rejected));
        }
        throw new IllegalStateException("An outcome is accepted or rejected, not " + outcome.getResult());
    }

    private static Problem problem(Rejected rejected) {
        String detail = rejected.getDetail();
        return switch (rejected.getReason()) {
            case INVALID -> Problem.invalid(detail);
            case SLUG_TAKEN -> Refusals.slugTaken(detail);
            case NOT_FOUND -> Problem.notFound(detail);
            case GONE -> Problem.gone(detail);
            case VERSION_MISMATCH -> {
                Problem mismatch = Problem.of(412, "version-mismatch", "The link has another version", detail);
                Long current = rejected.getCurrentVersion();
                yield current == null ? mismatch : mismatch.with("currentVersion", current);
            }
            case KEY_REUSED ->
                Problem.of(422, "idempotency-key-reused", "The Idempotency-Key was used for another request", detail);
            case NOT_OWNER -> Refusals.notOwner(detail);
            case NOT_DELETED -> Problem.of(409, "not-deleted", "The link is not deleted", detail);
            case TAKEN_DOWN -> Problem.of(409, "taken-down", "The link was taken down", detail);
            case NO_CODES -> Problem.of(503, "no-codes", "No free codes at the moment", detail);
        };
    }
}
