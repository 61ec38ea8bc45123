package io.linklog.stack.process;

import io.linklog.stack.machine.StackException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts several programs at the same time. Each starts as soon as the programs it needs answer. */
public final class ConcurrentStart {
    private static final Logger log = LoggerFactory.getLogger(ConcurrentStart.class);

    private final Processes processes;

    public ConcurrentStart(Processes processes) {
        this.processes = processes;
    }

    /**
     * Names that are no step of the same start are ignored.
     *
     * @param after names of programs that must answer before this one is started
     * @param needs names of programs that must answer before this one can; its patience begins then
     */
    public record Step(Program program, Set<String> after, Set<String> needs) {

        public Step(Program program, Set<String> after) {
            this(program, after, after);
        }
    }

    /** Observes a start. Called from several threads. */
    public interface Progress {
        /** Logs each event; for tests. */
        Progress LOGGED = new Progress() {
            @Override
            public void starting(Program program) {
                log.debug("{} starts", program.name());
            }

            @Override
            public void answers(Program program, Duration took) {
                log.info("{} answers after {} ms", program.name(), took.toMillis());
            }

            @Override
            public void onFailed(Program program) {
                log.error("{} failed to start", program.name());
            }
        };

        /** The program did not run and is started now. */
        void starting(Program program);

        /** @param waitsFor as the end of "it waits for …"; called again when that changes */
        default void waiting(Program program, String waitsFor) {}

        /** @param took since this start began to look at the program; also for a program that ran already */
        void answers(Program program, Duration took);

        void onFailed(Program program);
    }

    /**
     * Starts all programs and returns when all answer.
     *
     * @param steps sorted: each step stands after those it needs
     * @throws StackException when a program fails to start. What lives goes on; what has not been started is not.
     */
    public void run(List<Step> steps, Progress progress) {
        // its threads are daemons: an end of the process does not wait for a program that hangs
        ExecutorService threads = new ForkJoinPool(Math.max(1, steps.size()));
        CompletableFuture<Void> failed = new CompletableFuture<>();
        Starter starter = new Starter(processes, progress);
        try {
            Map<String, CompletableFuture<Void>> starts = new ConcurrentHashMap<>();
            for (Step step : steps) {
                CompletableFuture<?>[] before = step.after().stream()
                        .filter(starts::containsKey)
                        .map(starts::get)
                        .toArray(CompletableFuture[]::new);
                starts.put(
                        step.program().name(),
                        CompletableFuture.allOf(before)
                                .thenRunAsync(
                                        () -> start(starter, step.program(), () -> unready(starts, step), progress),
                                        threads));
            }
            for (CompletableFuture<Void> start : starts.values()) {
                start.whenComplete((done, error) -> {
                    if (error != null) {
                        failed.completeExceptionally(error);
                    }
                });
            }
            CompletableFuture<Void> all =
                    CompletableFuture.allOf(starts.values().toArray(CompletableFuture[]::new));
            // either may complete first: dependents of a future run in no defined order
            CompletableFuture.anyOf(failed, all).get();
        } catch (ExecutionException e) {
            throw asStackException(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("The start of the stack was interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> unready(Map<String, CompletableFuture<Void>> starts, Step step) {
        return starts.entrySet().stream()
                .filter(start -> step.needs().contains(start.getKey()))
                .filter(start -> !start.getValue().isDone())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static void start(Starter starter, Program program, Supplier<List<String>> unready, Progress progress) {
        long begin = System.nanoTime();
        try {
            starter.start(program, unready);
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) { // else another one failed
                progress.onFailed(program);
            }
            throw e;
        }
        progress.answers(program, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static StackException asStackException(Throwable cause) {
        return cause instanceof StackException known
                ? known
                : new StackException("The stack did not start: " + cause, cause);
    }
}
