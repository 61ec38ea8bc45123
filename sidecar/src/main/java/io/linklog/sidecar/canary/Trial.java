package io.linklog.sidecar.canary;

import io.linklog.mesh.canary.CanaryComparison;
import io.linklog.mesh.canary.Observation;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.registry.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The in-memory state of one rollout: the observed window and the time of the next comparison. The next controller does
 * not need it; it starts a new interval. Confined to one thread.
 */
final class Trial {

    private final Scraper scraper;
    private final Rollout rollout;
    private Window window;
    private long dueNanos;

    /** Starts the first window. */
    Trial(Scraper scraper, Rollout rollout, List<Instance> up, Instant now, long nanos) throws InterruptedException {
        this.scraper = scraper;
        this.rollout = rollout;
        this.window = new Window(now, scraper.ask(up));
        this.dueNanos = nanos + interval().toNanos();
    }

    private Duration interval() {
        return rollout.plan().interval();
    }

    /** Whether a rollout is the one of this trial, at the same step; a command may have changed it. */
    boolean isOf(Rollout other) {
        return rollout.startedAt().equals(other.startedAt())
                && rollout.canary().equals(other.canary())
                && rollout.weight() == other.weight();
    }

    /**
     * Compares the versions if the interval has passed.
     *
     * @param stored the rollout in etcd
     * @return the rollout after the comparison; empty before the end of the interval
     */
    Optional<Rollout> step(Rollout stored, List<Instance> up, Instant now, long nanos) throws InterruptedException {
        if (nanos - dueNanos < 0) {
            return Optional.empty();
        }
        Scraper.Answers answers = scraper.ask(up);
        Observation seen = window.observe(stored, up, answers);
        Rollout next = stored.observe(seen, now);
        dueNanos = nanos + interval().toNanos();
        boolean hasResult = next.progress()
                .last()
                .filter(last -> last.verdict() != CanaryComparison.Verdict.INCONCLUSIVE)
                .isPresent();
        if (hasResult) {
            window = new Window(now, answers);
        }
        return Optional.of(next);
    }
}
