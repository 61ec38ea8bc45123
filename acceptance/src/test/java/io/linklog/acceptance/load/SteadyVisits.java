package io.linklog.acceptance.load;

import io.linklog.acceptance.system.Api;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Visits one link again and again, with short pauses, until closed. Counts the answers. */
public final class SteadyVisits implements AutoCloseable {

    private final AtomicLong redirected = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread thread;
    private volatile boolean over;

    public SteadyVisits(Api api, String code) {
        thread = new Thread(
                () -> {
                    while (!over) {
                        if (api.get("/" + code).status() == 302) {
                            redirected.incrementAndGet();
                        } else {
                            failed.incrementAndGet();
                        }
                        // about a hundred visits per second: later replays and recounts must process each of them
                        // again
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                    }
                },
                "visitors");
        thread.setDaemon(true);
        thread.start();
    }

    public long all() {
        return redirected.get() + failed.get();
    }

    public long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
