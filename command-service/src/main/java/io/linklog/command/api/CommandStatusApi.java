package io.linklog.command.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.answer.OutcomeAnswers;
import io.linklog.command.log.CommandIds;
import io.linklog.command.log.CommandIds.Place;
import io.linklog.command.log.CommandLookUps;
import io.linklog.command.log.CommandLookUps.State;
import io.linklog.command.log.OutcomeReader;
import io.linklog.command.log.TenantCommand;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.schemas.LinkOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/commands/{id}}: the status of a command. It comes from memory if this instance has written the
 * command or has seen its outcome, else from the log.
 */
public final class CommandStatusApi {

    private static final Logger LOG = LoggerFactory.getLogger(CommandStatusApi.class);
    private static final Duration COMMANDS_KEPT = Duration.ofDays(7);
    private static final Duration OUTCOMES_KEPT = Duration.ofDays(1);

    private final OutcomeReader outcomes;
    private final CommandLookUps lookUps;
    private final ClientPlaces places;
    private final OutcomeAnswers answers;
    private final int partitions;
    private final InstantSource clock;
    private final Executor executor;

    /**
     * @param places bound the look-ups of one client
     * @param partitions the number of partitions of {@code link-commands} and {@code link-outcomes}
     * @param executor answers
     */
    public CommandStatusApi(
            OutcomeReader outcomes,
            CommandLookUps lookUps,
            ClientPlaces places,
            OutcomeAnswers answers,
            int partitions,
            InstantSource clock,
            Executor executor) {
        this.outcomes = outcomes;
        this.lookUps = lookUps;
        this.places = places;
        this.answers = answers;
        this.partitions = partitions;
        this.clock = clock;
        this.executor = executor;
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, "/api/v1/commands/{id}", this::show);
    }

    private void show(Context ctx) {
        String id = ctx.pathParam("id");
        // another tenant's command is looked up in the log like an unknown one: neither answer nor time tells of it
        String tenant = Caller.of(ctx).tenant();
        boolean expected = outcomes.isExpected(id, tenant); // first: its outcome may come now
        LinkOutcome recent = outcomes.recent(id, tenant);
        if (recent != null) {
            answer(ctx, CommandView.of(id, answers.of(id, recent)));
            return;
        }
        if (expected) {
            answerPending(ctx, id);
            return;
        }
        Place place =
                CommandIds.place(id, tenant, partitions).filter(this::isKept).orElseThrow(CommandStatusApi::unknown);
        ClientPlaces.Place room = places.take(Caller.of(ctx).client());
        CompletableFuture<State> state = lookUps.find(new TenantCommand(tenant, id), place);
        if (state == null) {
            room.close();
            throw new ProblemException(Problem.unavailable("Too many command look-ups; try again in a second"));
        }
        state.whenComplete((found, e) -> room.close());
        ctx.future(() -> state.handleAsync(
                (found, e) -> {
                    answer(ctx, id, place, found, e);
                    return null;
                },
                executor));
    }

    private boolean isKept(Place place) {
        long age = clock.millis() - place.timeMs();
        return age < COMMANDS_KEPT.toMillis() && age > -CommandLookUps.CLOCKS_DIFFER.toMillis();
    }

    private void answer(Context ctx, String id, Place place, @Nullable State state, @Nullable Throwable error) {
        if (state == null) {
            LOG.debug("The look-up of command {} failed", id, error);
            HttpApi.answer(
                    ctx, Problem.unavailable("The log of commands could not be read in time; try again in a second"));
            return;
        }
        boolean outcomeKept = clock.millis() - place.timeMs() < OUTCOMES_KEPT.toMillis();
        if (state.outcome() != null) {
            answer(ctx, CommandView.of(id, answers.of(id, state.outcome())));
        } else if (state.known() && outcomeKept) {
            answerPending(ctx, id);
        } else {
            HttpApi.answer(ctx, unknown().problem());
        }
    }

    private static void answerPending(Context ctx, String id) {
        ctx.header("Retry-After", CommandApi.RETRY_AFTER);
        answer(ctx, CommandView.pending(id));
    }

    private static void answer(Context ctx, CommandView view) {
        ctx.header(CommandApi.COMMAND_ID, view.commandId());
        ctx.header("Cache-Control", "no-store");
        ctx.json(view);
    }

    private static ProblemException unknown() {
        return new ProblemException(
                Problem.notFound("There is no such command; the status of a command is kept for one day"));
    }
}
