package io.linklog.kit.ratelimit;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many works of a kind run at once, in total and for each client, so that one client's slow or idle works
 * never take all places. Never waits. Thread-safe.
 */
public final class ClientPlaces {

    /** The client that may have all places. */
    static final String UNLIMITED = "";

    private static final int PERCENT = 100;

    /** A taken place, until it is closed. */
    public final class Place implements AutoCloseable {
        private final String client;
        private final AtomicBoolean free = new AtomicBoolean();

        private Place(String client) {
            this.client = client;
        }

        /** The work has ended. Idempotent. */
        @Override
        public void close() {
            if (free.compareAndSet(false, true)) {
                release(client);
            }
        }
    }

    private final String words;
    private final int total;
    private final int each;
    private final Counter refused;
    private final Map<String, Integer> byClient = new HashMap<>();
    private int taken;

    /**
     * @param name of the places, in metrics
     * @param words for them in a refusal, with the setting of their number if there is one
     * @param total the places of this instance; 0 for none
     * @param share the percentage of them that one client may have; at least one place
     */
    public ClientPlaces(String name, String words, int total, int share, MeterRegistry meters) {
        this.words = words;
        this.total = total;
        this.each = Math.max(1, (int) ((long) total * share / PERCENT));
        this.refused = RefusedCalls.counter(meters, "places-" + name);
    }

    /**
     * Takes a place.
     *
     * @param client whose work it is; see {@code Caller.client()}
     * @throws ProblemException with 429 if the client has its share, 503 if all places are taken
     */
    public Place take(String client) {
        Place place = takeIfFree(client);
        if (place != null) {
            return place;
        }
        if (hasShare(client)) {
            refused.increment();
            throw new ProblemException(Problem.of(
                    429,
                    "too-many-at-once",
                    "Too many calls at once",
                    "You have " + each + " of the " + total + " " + words
                            + " of this instance, the most that one client"
                            + " may have (LINKLOG_CLIENT_SHARE); end one, or try again in a moment"));
        }
        throw new ProblemException(Problem.unavailable(
                "This instance has its maximum of " + total + " " + words + "; end one, or try again later"));
    }

    /** Takes a place; null if the client has its share or all are taken. */
    public synchronized @Nullable Place takeIfFree(String client) {
        if (taken >= total || hasShare(client)) {
            return null;
        }
        taken++;
        if (!client.equals(UNLIMITED)) {
            byClient.merge(client, 1, Integer::sum);
        }
        return new Place(client);
    }

    private synchronized boolean hasShare(String client) {
        return byClient.getOrDefault(client, 0) >= each;
    }

    private synchronized void release(String client) {
        taken--;
        // whoever has no place is forgotten, so the map is never larger than the number of places
        byClient.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
    }

    /** The places that are taken now. */
    synchronized int taken() {
        return taken;
    }

    /** The clients that have places now. */
    synchronized int clients() {
        return byClient.size();
    }
}
