package io.linklog.cli.importing;

import io.linklog.cli.Failure;
import io.linklog.cli.importing.Destinations.Destination;
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
 * Takes links and sees each through to its answer: in batches, several at a time, again and again with the same keys
 * until it is decided. The number of links on the way is bounded; who adds more waits. To be used by one thread.
 */
final class Delivery implements AutoCloseable {

    /** Also ends a batch, so that long lines do not add up in memory. */
    private static final int MOST_BYTES = 1 << 20;
    /** A batch waits for each thread, so that none is idle while lines are read. */
    private static final int BATCHES_A_THREAD = 2;

    private final BatchCall call;
    private final Destinations destinations;
    private final int batchLines;
    private final Duration patience;
    private final Supplier<Backoff> backoffs;
    private final Answers answers;
    private final Consumer<String> trouble;
    private final ExecutorService threads;
    private final Semaphore places;
    private final int allPlaces;
    private final AtomicReference<Failure> failure = new AtomicReference<>();
    private List<Item> batch = new ArrayList<>();
    private int batchBytes;

    /** Records answers; called from several threads, once for each link. */
    @FunctionalInterface
    interface Answers {
        void record(Item item, Result result) throws IOException;
    }

    /**
     * @param patience how long a batch may make no progress before the import is given up
     * @param backoffs one for each batch
     * @param trouble is told, for people, why there is a wait
     */
    Delivery(
            BatchCall call,
            Destinations destinations,
            int parallel,
            int batchLines,
            Duration patience,
            Supplier<Backoff> backoffs,
            Answers answers,
            Consumer<String> trouble) {
        this.call = call;
        this.destinations = destinations;
        this.batchLines = batchLines;
        this.patience = patience;
        this.backoffs = backoffs;
        this.answers = answers;
        this.trouble = trouble;
        this.allPlaces = parallel * BATCHES_A_THREAD;
        this.places = new Semaphore(allPlaces);
        this.threads = Executors.newFixedThreadPool(parallel);
    }

    /** @throws Failure when the import cannot go on */
    void add(Item item) throws InterruptedException {
        batch.add(item);
        batchBytes += item.bytes.length;
        if (batch.size() >= batchLines || batchBytes >= MOST_BYTES) {
            submit();
        }
    }

    /** Returns when every link that was added has its answer. */
    void finish() throws InterruptedException {
        if (!batch.isEmpty()) {
            submit();
        }
        places.acquire(allPlaces);
        places.release(allPlaces);
        throwFailure();
    }

    private void submit() throws InterruptedException {
        places.acquire();
        throwFailure();
        List<Item> items = batch;
        batch = new ArrayList<>(items.size());
        batchBytes = 0;
        threads.execute(() -> {
            try {
                deliver(items);
            } catch (Failure e) {
                failure.compareAndSet(null, e);
            } catch (InterruptedException e) {
                failure.compareAndSet(null, new Failure(2, "Interrupted.", e));
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, new Failure(2, "The import failed: " + e, e));
            } finally {
                places.release();
            }
        });
    }

    private void throwFailure() {
        Failure known = failure.get();
        if (known != null) {
            throw known;
        }
    }

    private void deliver(List<Item> items) throws InterruptedException {
        Backoff backoff = backoffs.get();
        List<Item> open = items;
        long lastProgress = System.nanoTime();
        @Nullable Destination failed = null;
        while (true) {
            Destination destination = destinations.next(failed);
            Duration retryAfter = Duration.ofMillis(0);
            String why = destination.address() + " has not decided all of a batch yet";
            failed = null;
            try {
                send(open, destination);
            } catch (BatchCall.NotNowException e) {
                failed = destination;
                retryAfter = e.retryAfter();
                why = e.getMessage();
            }
            throwFailure();
            List<Item> left = open.stream().filter(item -> !item.isAnswered()).toList();
            if (left.isEmpty()) {
                return;
            }
            if (left.size() < open.size()) {
                backoff.reset();
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > patience.toNanos()) {
                throw new Failure(
                        2,
                        "Given up after " + patience.toSeconds() + " s without progress: " + why
                                + ". Run the same command again later: it goes on where it ended, and no link is made"
                                + " twice.",
                        null);
            }
            open = left;
            trouble.accept(why);
            Thread.sleep(backoff.next(retryAfter).toMillis());
        }
    }

    private void send(List<Item> items, Destination destination)
            throws BatchCall.NotNowException, InterruptedException {
        Outcome outcome = Outcome.ABANDONED;
        long begun = System.nanoTime();
        destination.begin();
        try {
            call.send(destination.address(), items, answer -> take(items, answer));
            outcome = Outcome.SUCCESS;
        } catch (BatchCall.NotNowException e) {
            outcome = e.outcome();
            throw e;
        } finally {
            destination.end(outcome, System.nanoTime() - begun);
        }
    }

    private void take(List<Item> sent, BatchAnswer answer) {
        if (answer.result() == null || answer.line() > sent.size()) {
            return;
        }
        Item item = sent.get(answer.line() - 1);
        if (item.take()) {
            try {
                answers.record(item, answer.result());
            } catch (IOException e) {
                failure.compareAndSet(
                        null, new Failure(2, "What was done cannot be written down: " + e.getMessage() + ".", e));
            }
        }
    }

    /** Ends what is under way at once; a later run with the same keys takes it up. Idempotent. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(5, TimeUnit.SECONDS);
    }
}
