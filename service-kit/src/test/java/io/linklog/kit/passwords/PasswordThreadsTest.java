package io.linklog.kit.passwords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.http.ProblemException;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hashes of one thread, which do not end before the latch lets them: a caller that waits for one waits for ever. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PasswordThreadsTest {

    private static final int TOTAL = 4;
    private static final String ONE = "key one";
    private static final String OTHER = "key other";

    private final ClientPlaces places = new ClientPlaces("test", "hashes", TOTAL, 50, new SimpleMeterRegistry());
    private final PasswordThreads threads = new PasswordThreads(places, Executors.newFixedThreadPool(1));
    private final CountDownLatch latch = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        latch.countDown();
        threads.close();
    }

    private CompletableFuture<String> slow(String client) {
        return threads.run(client, () -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return client;
        });
    }

    private static int statusOf(CompletableFuture<?> refused) throws Exception {
        try {
            refused.get(5, TimeUnit.SECONDS);
            throw new AssertionError("not refused");
        } catch (ExecutionException e) {
            return ((ProblemException) e.getCause()).problem().status();
        }
    }

    /** All places can be taken, so as many hashes as there are places have ended. */
    private void assertAllPlacesAreFree() {
        List<ClientPlaces.Place> all = new ArrayList<>();
        for (int i = 0; i < TOTAL; i++) {
            ClientPlaces.Place place = places.takeIfFree("key " + i);
            assertThat(place).as("place " + i).isNotNull();
            all.add(place);
        }
        all.forEach(ClientPlaces.Place::close);
    }

    @Test
    void noCallerWaitsAndOneClientLeavesPlacesToTheOthers() throws Exception {
        List<CompletableFuture<String>> running = new ArrayList<>(List.of(slow(ONE), slow(ONE)));
        assertThat(statusOf(slow(ONE))).isEqualTo(429);
        running.addAll(List.of(slow(OTHER), slow(OTHER)));
        assertThat(statusOf(slow("key third"))).isEqualTo(503);
        assertThat(running).noneMatch(CompletableFuture::isDone);
        latch.countDown();
        for (CompletableFuture<String> each : running) {
            assertThat(each.get(5, TimeUnit.SECONDS)).isIn(ONE, OTHER);
        }
        assertAllPlacesAreFree();
    }

    @Test
    void aHashThatFailsFreesItsPlace() {
        CompletableFuture<String> failed = threads.run(ONE, () -> {
            throw new OutOfMemoryError("a test");
        });
        assertThatThrownBy(() -> failed.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(OutOfMemoryError.class);
        assertAllPlacesAreFree();
    }

    @Test
    void aCallerThatNoLongerWaitsLeavesItsPlaceToItsHashUntilThatHasEnded() throws Exception {
        List<CompletableFuture<String>> left = List.of(slow(ONE), slow(ONE));
        left.forEach(each -> each.cancel(true));
        assertThat(statusOf(slow(ONE))).isEqualTo(429);
        latch.countDown();
        threads.close();
        assertAllPlacesAreFree();
    }

    @Test
    void aCloseEndsWhatRunsAndRefusesTheRest() throws Exception {
        CompletableFuture<String> running = slow(ONE);
        latch.countDown();
        threads.close();
        assertThat(running).isCompletedWithValue(ONE);
        assertThat(statusOf(slow(ONE))).isEqualTo(503);
        assertAllPlacesAreFree();
    }
}
