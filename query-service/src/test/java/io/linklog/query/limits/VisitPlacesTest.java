package io.linklog.query.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.process.Health;
import io.linklog.query.lookup.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class VisitPlacesTest {

    /** A store that never answers. */
    private static final Ledgers SILENT = new Ledgers() {
        @Override
        public CompletableFuture<Ledger> read(String code) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<Boolean> replace(String code, long version, Ledger next) {
            return new CompletableFuture<>();
        }
    };

    @Test
    void aVisitorLearnsThatTheStoreIsAwaited() {
        VisitPlaces places = places(SILENT, Duration.ofMillis(50));
        assertThat(reason(places.enter("code", 5))).startsWith("Linklog is waiting for its store");
        assertThat(reason(places.isOpen("code", 5))).startsWith("Linklog is waiting for its store");
    }

    @Test
    void visitorsBeyondTheQueueAreTurnedAwayAtOnce() {
        VisitPlaces places = places(SILENT, Duration.ofHours(1));
        for (int i = 0; i < 2_000; i++) {
            assertThat(places.enter("code", 5)).isNotDone();
        }
        assertThat(reason(places.enter("code", 5))).startsWith("Too many visitors");
        assertThat(places.enter("another", 5)).isNotDone();
    }

    private static VisitPlaces places(Ledgers ledgers, Duration deadline) {
        return new VisitPlaces(ledgers, new LeaseNames("query-service-1", 1), System::nanoTime, deadline, new Health());
    }

    private static String reason(CompletableFuture<Boolean> answer) {
        try {
            throw new AssertionError("admitted: " + answer.join());
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(UnavailableException.class);
            return ((UnavailableException) e.getCause()).detail();
        }
    }
}
