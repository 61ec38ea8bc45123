package io.linklog.command.submit;

import io.linklog.command.answer.CommandAnswer;
import io.linklog.command.answer.OutcomeAnswers;
import io.linklog.command.answer.Refusals;
import io.linklog.command.log.CommandIds;
import io.linklog.command.log.CommandLog;
import io.linklog.command.log.NotWrittenException;
import io.linklog.command.log.OutcomeReader;
import io.linklog.command.request.LinkRequest;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.tracing.TraceLog;
import io.linklog.mesh.async.Causes;
import io.linklog.mesh.domains.Domain;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.KeyRole;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.SenderKey;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a command its id and partition, writes it, and waits for its outcome. Thread-safe. */
public final class Submissions implements Submitter {

    private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

    private final CommandIds ids;
    private final CommandLog log;
    private final OutcomeReader outcomes;
    private final ClientPlaces places;
    private final OutcomeAnswers answers;
    private final Function<String, @Nullable Domain> domains;
    private final int replyPartition;
    private final InstantSource clock;
    private final Executor executor;

    /**
     * A command that is not answered yet.
     *
     * @param commandId empty where the request is refused without a command
     * @param answer completes on the executor, never exceptionally
     */
    public record Submitted(String commandId, CompletableFuture<CommandAnswer> answer) {}

    /**
     * @param places bound the commands of one client that wait
     * @param domains finds a short domain by its name; null for none
     * @param executor answers
     */
    public Submissions(
            CommandIds ids,
            CommandLog log,
            OutcomeReader outcomes,
            ClientPlaces places,
            OutcomeAnswers answers,
            Function<String, @Nullable Domain> domains,
            InstantSource clock,
            Executor executor) {
        this.ids = ids;
        this.log = log;
        this.outcomes = outcomes;
        this.places = places;
        this.answers = answers;
        this.domains = domains;
        this.replyPartition = outcomes.partition();
        this.clock = clock;
        this.executor = executor;
    }

    @Override
    public Submitted submit(LinkRequest request, Caller caller, Duration wait) {
        if (isOfNoDomain(request, caller)) {
            return new Submitted(
                    "", CompletableFuture.completedFuture(CommandAnswer.refusal(null, Refusals.noSuchDomain())));
        }
        ClientPlaces.Place place;
        try {
            place = places.take(caller.client());
        } catch (ProblemException e) {
            return new Submitted("", CompletableFuture.completedFuture(CommandAnswer.refusal(null, e.problem())));
        }
        try {
            Submitted submitted = submit(request, caller, wait, clock.millis());
            submitted.answer.whenComplete((answer, error) -> place.close());
            return submitted;
        } catch (RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    private Submitted submit(LinkRequest request, Caller caller, Duration wait, long timeMs) {
        LinkCommand command = new LinkCommand(
                "",
                caller.tenant(),
                request.idempotencyKey(),
                request.fingerprint(),
                replyPartition,
                0,
                request.body(),
                List.of(),
                caller.key().map(Submissions::senderKey).orElse(null),
                request.domain());
        if (isKeyedById(command)) {
            command.setCommandId(ids.nextKeyedById(timeMs, replyPartition));
        }
        String key = CommandKey.of(command);
        int partition = Topics.partition(key, log.partitions());
        if (command.getCommandId().isEmpty()) {
            command.setCommandId(ids.next(timeMs, replyPartition, partition));
        }
        String id = command.getCommandId();
        CompletableFuture<LinkOutcome> decided = outcomes.expect(id, caller.tenant());
        CompletableFuture<Void> written = log.append(command, key, partition, timeMs, request.trace());
        return new Submitted(id, answer(command, decided, written, wait, request.trace()));
    }

    private CompletableFuture<CommandAnswer> answer(
            LinkCommand command,
            CompletableFuture<LinkOutcome> decided,
            CompletableFuture<Void> written,
            Duration wait,
            SpanContext trace) {
        String id = command.getCommandId();
        written.whenComplete((nothing, e) -> {
            if (e != null) {
                decided.completeExceptionally(e);
            }
        });
        // null means "not yet"; a copy, because a late outcome must still complete the original
        CompletableFuture<@Nullable LinkOutcome> inTime = decided.copy();
        if (wait.isZero()) {
            written.thenRun(() -> inTime.complete(null));
        } else {
            inTime.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS);
        }
        return inTime.thenCompose(outcome -> outcome != null
                        ? CompletableFuture.completedFuture(answers.of(id, outcome))
                        : written.thenApply(nothing -> CommandAnswer.pending(id)))
                .handleAsync(
                        (answer, e) -> {
                            if (answer != null && answer.isPending()) {
                                outcomes.markPending(id, command.getTenant());
                            }
                            outcomes.forget(id);
                            return e == null ? answer : CommandAnswer.refusal(id, problem(e, trace));
                        },
                        executor);
    }

    private static Problem problem(Throwable e, SpanContext trace) {
        Throwable cause = Causes.unwrap(e);
        if (cause instanceof NotWrittenException notWritten) {
            return Refusals.notWritten(notWritten);
        }
        TraceLog.run(trace, () -> LOG.error("A command is written but cannot be answered", cause));
        return Refusals.unreadable();
    }

    /** Another tenant's domain is refused like one that nobody has. A change of a link there finds no link. */
    private boolean isOfNoDomain(LinkRequest request, Caller caller) {
        if (request.domain() == null || !(request.body() instanceof CreateLink)) {
            return false;
        }
        Domain domain = domains.apply(request.domain());
        return domain == null || !domain.tenant().equals(caller.tenant());
    }

    private static SenderKey senderKey(ApiKey key) {
        KeyRole role =
                switch (key.role()) {
                    case READER -> KeyRole.READER;
                    case AUTHOR -> KeyRole.AUTHOR;
                    case EDITOR -> KeyRole.EDITOR;
                    case ADMIN -> KeyRole.ADMIN;
                };
        return new SenderKey(key.id(), role);
    }

    /** Whether the command's key is its id. Then the id cannot name the partition. */
    private static boolean isKeyedById(LinkCommand command) {
        return command.getBody() instanceof CreateLink create
                && create.getCustomSlug() == null
                && !create.getFindIfExists()
                && command.getIdempotencyKey() == null;
    }
}
