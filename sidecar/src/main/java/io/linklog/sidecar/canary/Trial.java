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
 * One rollout as its controller has it in memory: since when its versions are watched, and when they are compared next.
 * Nothing here is needed by the next controller, which begins the interval anew. Confined to one thread.
 */
final class Trial {

    private final Scraper scraper;
    private final Rollout rollout;
    private Window window;
    private long dueNanos;

    /** Begins to watch. */
    Trial(Scraper scraper, Rollout rollout, List<Instance> up, Instant now, long nanos) throws InterruptedException {
        this.scraper = scraper;
        this.rollout = rollout;
        this.window = new Window(now, scraper.ask(up));
        this.dueNanos = nanos + interval().toNanos();
    }

    private Duration interval() {
        return rollout.plan().interval();
    }

    /** Whether it is the rollout that is watched, at the same step; a command may have moved it. */
    boolean isOf(Rollout other) {
        return rollout.startedAt().equals(other.startedAt())
                && rollout.canary().equals(other.canary())
                && rollout.weight() == other.weight();
    }

    /**
     * What follows for the rollout, when it is time.
     *
     * @param stored the rollout as etcd has it
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
