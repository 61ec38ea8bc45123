package io.linklog.query.limits;

import java.time.Duration;

/** Runs a task after a pause, on another thread. */
@FunctionalInterface
interface Timer {
    void run(Duration pause, Runnable task);
}
