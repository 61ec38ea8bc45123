package io.linklog.acceptance.load;

import static io.linklog.acceptance.system.Api.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Visitors that follow links continuously and record every failure. */
public final class CheckedVisits implements AutoCloseable {

    private static final int VISITORS = 4;
    private static final int LINKS = 40;

    private final Api api;
    private final List<String> codes = new ArrayList<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger served = new AtomicInteger();
    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> visitors = new ArrayList<>();

    public CheckedVisits(Api api) {
        this.api = api;
        for (int i = 0; i < LINKS; i++) {
            codes.add(
                    api.create(link("https://example.org/visited/" + i)).is(201).member("shortCode"));
        }
        for (int i = 0; i < VISITORS; i++) {
            Thread visitor = new Thread(this::followWithoutPause, "visitor-" + i);
            visitor.start();
            visitors.add(visitor);
        }
    }

    private void followWithoutPause() {
        for (int i = 0; !stopping.get(); i++) {
            int which = i % LINKS;
            try {
                Answer answer = api.get("/" + codes.get(which));
                if (answer.status() == 302
                        && answer.header("Location").equals("https://example.org/visited/" + which)) {
                    served.incrementAndGet();
                } else {
                    failed.add(codes.get(which) + " " + answer);
                }
            } catch (UncheckedIOException brokenOff) {
                failed.add(brokenOff.toString());
            }
            // the pause leaves CPU time to Linklog, which runs on the same machine
            LockSupport.parkNanos(10_000_000);
        }
    }

    public int served() {
        return served.get();
    }

    /** Visits with another answer than the redirect to the link's target, or without an answer. */
    public List<String> failed() {
        return List.copyOf(failed);
    }

    @Override
    public void close() throws InterruptedException {
        stopping.set(true);
        for (Thread visitor : visitors) {
            visitor.join(60_000);
            assertThat(visitor.isAlive())
                    .as("%s has its answer", visitor.getName())
                    .isFalse();
        }
    }
}
