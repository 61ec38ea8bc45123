package io.linklog.acceptance.load;

import io.linklog.acceptance.system.Api;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Visits to one link, one after another with a short pause, until closed; counts how they were answered. */
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
                        // a hundred visits a second: every later replay and recount has each of them to do again
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
