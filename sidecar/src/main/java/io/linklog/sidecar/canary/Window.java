package io.linklog.sidecar.canary;

import io.linklog.mesh.canary.Baseline;
import io.linklog.mesh.canary.Figures;
import io.linklog.mesh.canary.Observation;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.registry.Instance;
import io.linklog.sidecar.canary.Scraper.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests of two versions since one moment. A comparison without a result keeps the window open: rare requests add
 * up. Confined to one thread.
 */
final class Window {

    /** Instances that started within this time count as equally old: caches fill and code is compiled meanwhile. */
    static final Duration SAME_AGE = Duration.ofMinutes(10);

    private final Instant began;
    private final Map<Life, Served> begin;

    /** @param first the counters at the start of the window */
    Window(Instant began, Scraper.Answers first) {
        this.began = began;
        this.begin = new HashMap<>(first.served());
    }

    /**
     * The requests since the start of the window.
     *
     * @param up the instances of the service that take requests
     */
    Observation observe(Rollout rollout, List<Instance> up, Scraper.Answers now) {
        List<Instance> canaries = version(up, rollout.canary());
        if (canaries.isEmpty()) {
            return Observation.canaryGone();
        }
        List<Instance> fleet = version(up, rollout.stable());
        Figures canary = sum(canaries, now);
        Figures peers = sum(ofAge(canaries, fleet), now);
        boolean enough = peers.requests() >= rollout.plan().minRequests();
        return new Observation(
                canary,
                enough ? peers : sum(fleet, now),
                enough ? Baseline.SAME_AGE : Baseline.FLEET,
                failure(canaries, now).or(() -> totalFailure(fleet, now)),
                false);
    }

    private static List<Instance> version(List<Instance> up, String version) {
        return up.stream()
                .filter(instance -> instance.version().equals(version))
                .toList();
    }

    private static List<Instance> ofAge(List<Instance> canaries, List<Instance> fleet) {
        Comparator<Instance> byStart = Comparator.comparing(Instance::startedAt);
        Instant first = canaries.stream().min(byStart).orElseThrow().startedAt().minus(SAME_AGE);
        Instant last = canaries.stream().max(byStart).orElseThrow().startedAt().plus(SAME_AGE);
        return fleet.stream()
                .filter(instance -> !instance.startedAt().isBefore(first)
                        && !instance.startedAt().isAfter(last))
                .toList();
    }

    private Figures sum(List<Instance> instances, Scraper.Answers now) {
        Served sum = Served.NOTHING;
        for (Instance instance : instances) {
            Life life = Life.of(instance);
            Served served = now.served().get(life);
            if (served == null) {
                continue;
            }
            // An instance that started within the window counts from zero. One that did not answer at the start of the
            // window counts from now on.
            Served before = begin.computeIfAbsent(
                    life, unknown -> instance.startedAt().isAfter(began) ? Served.NOTHING : served);
            sum = sum.plus(served.since(before));
        }
        return sum.figures();
    }

    /** Why no instance answered; empty if one did, which is enough for a baseline. */
    private static Optional<String> totalFailure(List<Instance> fleet, Scraper.Answers now) {
        return fleet.stream().map(Life::of).anyMatch(now.served()::containsKey)
                ? Optional.empty()
                : failure(fleet, now);
    }

    /** The first reason why an instance did not answer; empty if all did. */
    private static Optional<String> failure(List<Instance> instances, Scraper.Answers now) {
        return instances.stream()
                .map(instance -> now.failures().get(Life.of(instance)))
                .filter(why -> why != null)
                .findFirst();
    }
}
