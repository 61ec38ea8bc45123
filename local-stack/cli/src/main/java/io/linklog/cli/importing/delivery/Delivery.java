package io.linklog.cli.importing.delivery;

import io.linklog.cli.importing.delivery.Destinations.Destination;
import io.linklog.cli.importing.report.LineResult;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.balance.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines in batches until each has its answer; a line that is not decided is sent again with the same key. The
 * number of lines on the way is bounded: {@link #add} waits for room. For one thread.
 */
public final class Delivery implements AutoCloseable {

    /** Ends a batch of long lines early, to bound the memory. */
    private static final int MOST_BYTES = 1 << 20;
    /** One batch is sent while the next one waits, so that no thread idles while lines are read. */
    private static final int BATCHES_PER_THREAD = 2;

    private final BatchCall call = new BatchCall();
    private final Destinations destinations;
    private final Limits limits;
    private final Supplier<Backoff> backoffs;
    private final Answers answers;
    private final Consumer<String> waiting;
    private final ExecutorService threads;
    private final Semaphore room;
    private final AtomicReference<Failure> failure = new AtomicReference<>();
    private List<PendingLine> batch = new ArrayList<>();
    private int batchBytes;

    /**
     * The limits of a delivery.
     *
     * @param parallel batches at a time
     * @param batchLines lines of a batch
     * @param patience how long a batch may make no progress before the import fails
     */
    public record Limits(int parallel, int batchLines, Duration patience) {

        int batches() {
            return parallel * BATCHES_PER_THREAD;
        }
    }

    /** Records answers: once for each line, on several threads. */
    @FunctionalInterface
    public interface Answers {
        void record(PendingLine line, LineResult result) throws IOException;
    }

    /**
     * @param destinations is not closed here
     * @param backoffs one for each batch
     * @param waiting gets the reason of each wait, for people
     */
    public Delivery(
            Destinations destinations,
            Limits limits,
            Supplier<Backoff> backoffs,
            Answers answers,
            Consumer<String> waiting) {
        this.destinations = destinations;
        this.limits = limits;
        this.backoffs = backoffs;
        this.answers = answers;
        this.waiting = waiting;
        this.room = new Semaphore(limits.batches());
        this.threads = Executors.newFixedThreadPool(limits.parallel);
    }

    /** @throws Failure when the import cannot go on */
    public void add(PendingLine line) throws InterruptedException {
        batch.add(line);
        batchBytes += line.request().length;
        if (batch.size() >= limits.batchLines || batchBytes >= MOST_BYTES) {
            submit();
        }
    }

    /** Returns when each line that was added has its answer. */
    public void finish() throws InterruptedException {
        submit();
        room.acquire(limits.batches());
        room.release(limits.batches());
        throwFailure();
    }

    private void submit() throws InterruptedException {
        room.acquire();
        throwFailure();
        List<PendingLine> lines = batch;
        batch = new ArrayList<>();
        batchBytes = 0;
        threads.execute(() -> {
            try {
                deliver(lines);
            } catch (Failure e) {
                failure.compareAndSet(null, e);
            } catch (InterruptedException e) {
                failure.compareAndSet(null, new Failure(2, "Interrupted.", e));
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, new Failure(2, "The import failed: " + e, e));
            } finally {
                room.release();
            }
        });
    }

    private void throwFailure() {
        Failure known = failure.get();
        if (known != null) {
            throw known;
        }
    }

    private void deliver(List<PendingLine> lines) throws InterruptedException {
        Backoff backoff = backoffs.get();
        List<PendingLine> open = lines;
        long lastProgress = System.nanoTime();
        @Nullable Destination failed = null;
        while (!open.isEmpty()) {
            Destination destination = destinations.next(failed);
            BatchCall.End end = attempt(open, destination);
            throwFailure();
            List<PendingLine> left =
                    open.stream().filter(line -> !line.isAnswered()).toList();
            if (left.size() < open.size()) {
                backoff.reset();
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > limits.patience.toNanos()) {
                throw new Failure(
                        2,
                        "Given up after " + limits.patience.toSeconds() + " s without progress: " + end.reason()
                                + ". Run the same command again later: it continues here and makes no link twice.",
                        null);
            }
            open = left;
            failed = end.outcome() == Outcome.SUCCESS ? null : destination;
            if (!open.isEmpty()) {
                waiting.accept(end.reason());
                Thread.sleep(backoff.next(end.retryAfter()).toMillis());
            }
        }
    }

    private BatchCall.End attempt(List<PendingLine> lines, Destination destination) throws InterruptedException {
        Outcome outcome = Outcome.ABANDONED;
        long begun = System.nanoTime();
        destination.begin();
        try {
            BatchCall.End end = call.send(destination.address(), lines, answer -> record(lines, answer));
            outcome = end.outcome();
            return end;
        } finally {
            destination.end(outcome, System.nanoTime() - begun);
        }
    }

    private void record(List<PendingLine> sent, BatchAnswer answer) {
        if (answer.result() == null || answer.line() > sent.size()) {
            return;
        }
        PendingLine line = sent.get(answer.line() - 1);
        if (line.take()) {
            try {
                answers.record(line, answer.result());
            } catch (IOException e) {
                failure.compareAndSet(null, new Failure(2, "A result cannot be written: " + e.getMessage() + ".", e));
            }
        }
    }

    /** Interrupts the batches on the way; a later run with the same keys continues. Idempotent. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(5, TimeUnit.SECONDS);
    }
}
