package io.linklog.kit.passwords;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.mesh.async.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Threads that make and check {@link PasswordHash}es, one for each core. Few hashes wait for a thread, and one client
 * has a share of the places. No caller waits. Thread-safe.
 */
public final class PasswordThreads implements AutoCloseable {

    /** Hashes that run or wait: about a second of two cores. */
    static final int MOST_AT_ONCE = 32;

    private static final int CLOSE_DEADLINE_SECONDS = 5;

    private final ClientPlaces places;
    private final ExecutorService threads;

    /** @param threads the places bound its queue */
    PasswordThreads(ClientPlaces places, ExecutorService threads) {
        this.places = places;
        this.threads = threads;
    }

    /** Starts the threads of an instance. */
    public static PasswordThreads open(ServiceRuntime runtime) {
        return of(runtime.places("passwords", "concurrent password hashes", MOST_AT_ONCE));
    }

    /** Starts threads with these places. */
    public static PasswordThreads of(ClientPlaces places) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new PasswordThreads(places, Executors.newFixedThreadPool(cores, DaemonThreads.named("password")));
    }

    /**
     * Makes or checks one hash. It keeps a place until it has ended, also if nobody waits for it any more.
     *
     * @param client whose hash it is; see {@code Caller.client()}
     * @return completes on a thread of this class, which must not block; fails with a {@link ProblemException}: 429 if
     *     the client has its share of the places, 503 if all are taken
     */
    public <T> CompletableFuture<T> run(String client, Supplier<T> hash) {
        ClientPlaces.Place place;
        try {
            place = places.take(client);
        } catch (ProblemException e) {
            return CompletableFuture.failedFuture(e);
        }
        try {
            return CompletableFuture.supplyAsync(hash, threads)
                    .whenComplete((value, error) -> place.close())
                    .copy(); // a caller may cancel this one, and a cancelled stage would not free the place
        } catch (RejectedExecutionException e) {
            place.close();
            return CompletableFuture.failedFuture(
                    new ProblemException(Problem.unavailable("The service is stopping; try again in a second")));
        }
    }

    /** Waits up to five seconds for the hashes. Idempotent. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(CLOSE_DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }
}
