package io.linklog.command.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.answer.OutcomeAnswers;
import io.linklog.command.log.CommandHistory;
import io.linklog.command.log.CommandHistory.Found;
import io.linklog.command.log.CommandIds;
import io.linklog.command.log.CommandIds.Place;
import io.linklog.command.log.OutcomeReader;
import io.linklog.command.request.LinkRequest;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.schemas.LinkOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/commands/{id}}: the status of a command. It comes from memory if the command was decided recently,
 * else from the log. A few threads with a bounded queue read the log.
 */
public final class CommandStatusApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandStatusApi.class);
    private static final int THREADS = 4;
    private static final int QUEUE = 64;
    private static final Duration COMMANDS_KEPT = Duration.ofDays(7);
    private static final Duration OUTCOMES_KEPT = Duration.ofDays(1);
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final OutcomeReader outcomes;
    private final OutcomeAnswers answers;
    private final int partitions;
    private final InstantSource clock;
    private final Supplier<CommandHistory> open;
    private final Deque<CommandHistory> idle = new ArrayDeque<>();
    private final ThreadPoolExecutor threads;

    /**
     * @param partitions the number of partitions of {@code link-commands} and {@code link-outcomes}
     * @param open opens another reader of the log; at most four are kept
     */
    public CommandStatusApi(
            OutcomeReader outcomes,
            OutcomeAnswers answers,
            int partitions,
            InstantSource clock,
            Supplier<CommandHistory> open) {
        this.outcomes = outcomes;
        this.answers = answers;
        this.partitions = partitions;
        this.clock = clock;
        this.open = open;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(QUEUE),
                DaemonThreads.named("command-status"));
        threads.allowCoreThreadTimeOut(true);
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/commands/{id}", this::show);
    }

    private void show(Context ctx) {
        String id = ctx.pathParam("id");
        LinkOutcome recent = outcomes.recent(id);
        if (recent != null) {
            answer(ctx, CommandView.of(id, answers.of(id, recent)));
            return;
        }
        if (outcomes.isExpected(id)) {
            answer(ctx, CommandView.pending(id));
            return;
        }
        Place place = CommandIds.place(id, LinkRequest.TENANT, partitions)
                .filter(this::isKept)
                .orElseThrow(CommandStatusApi::unknown);
        ctx.future(() -> startLookUp(ctx, id, place));
    }

    private CompletableFuture<Void> startLookUp(Context ctx, String id, Place place) {
        try {
            return CompletableFuture.runAsync(() -> lookUp(ctx, id, place), threads);
        } catch (RejectedExecutionException e) {
            throw new ProblemException(Problem.unavailable("Too many command look-ups; try again in a moment"));
        }
    }

    private boolean isKept(Place place) {
        long age = clock.millis() - place.timeMs();
        return age < COMMANDS_KEPT.toMillis() && age > -CLOCKS_DIFFER.toMillis();
    }

    private void lookUp(Context ctx, String id, Place place) {
        Optional<Found> read = read(id, place);
        if (read.isEmpty()) {
            HttpApi.answer(
                    ctx, Problem.unavailable("The log of commands could not be read in time; try again in a moment"));
            return;
        }
        LinkOutcome outcome = read.get().outcome();
        boolean outcomeKept = clock.millis() - place.timeMs() < OUTCOMES_KEPT.toMillis();
        if (outcome != null) {
            answer(ctx, CommandView.of(id, answers.of(id, outcome)));
        } else if (read.get().known() && outcomeKept) {
            answer(ctx, CommandView.pending(id));
        } else {
            HttpApi.answer(ctx, unknown().problem());
        }
    }

    /** Empty when the log could not be read. */
    private Optional<Found> read(String id, Place place) {
        CommandHistory history = borrow();
        try {
            Found found = history.find(id, place);
            giveBack(history);
            return Optional.of(found);
        } catch (RuntimeException e) {
            LOG.debug("The look-up of command {} failed", id, e);
            history.close();
            return Optional.empty();
        }
    }

    private CommandHistory borrow() {
        CommandHistory history = takeIdle();
        return history != null ? history : open.get();
    }

    private synchronized @Nullable CommandHistory takeIdle() {
        return idle.poll();
    }

    private synchronized void giveBack(CommandHistory history) {
        idle.push(history);
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

    /** Idempotent. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(CommandHistory.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        CommandHistory history;
        while ((history = takeIdle()) != null) {
            history.close();
        }
    }
}
