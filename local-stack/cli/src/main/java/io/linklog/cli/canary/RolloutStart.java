package io.linklog.cli.canary;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutPlan;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.route.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether a rollout may begin, and from which version to which. Pure. */
final class RolloutStart {

    private final RolloutStore.Stored stored;
    private final TreeMap<String, TreeSet<String>> running = new TreeMap<>();

    /** @param instances of the service, in whatever state */
    RolloutStart(RolloutStore.Stored stored, List<Instance> instances) {
        this.stored = stored;
        instances.stream()
                .filter(instance -> instance.state() == InstanceState.UP)
                .forEach(instance -> running.computeIfAbsent(instance.version(), version -> new TreeSet<>())
                        .add(instance.id()));
    }

    /**
     * The rollout at its first step.
     *
     * @param said the stable version, where the caller names one
     * @throws Failure when it may not begin, with what to do
     */
    Rollout of(String version, Optional<String> said, RolloutPlan plan, Instant now) {
        String service = stored.service();
        stored.rollout().filter(rollout -> !rollout.phase().isOver()).ifPresent(rollout -> {
            throw new Failure(
                    "A rollout of " + service + " to " + rollout.canary() + " is under way (" + rollout.phase()
                            + " at " + Percent.of(rollout.weight()) + "): wait for its end, or end it with"
                            + " ./linklog canary abort " + service + ".",
                    null);
        });
        if (!running.containsKey(version)) {
            throw new Failure(
                    "Nobody runs " + service + " " + version + ". UP are: " + shown() + ". Start an instance first:"
                            + " ./linklog scale " + service + "=" + (instances() + 1) + " --version " + version + ".",
                    null);
        }
        String stable = stable(said, Optional.of(version));
        if (stable.equals(version)) {
            throw new Failure(
                    version + " is the stable version of " + service + " already: there is nothing to roll out.", null);
        }
        return Rollout.start(service, stable, version, plan, now);
    }

    /**
     * The version that gets the requests now.
     *
     * @param said where the caller names it
     * @param besides a version that it cannot be, unless the route says so
     */
    String stable(Optional<String> said, Optional<String> besides) {
        String service = stored.service();
        if (said.isPresent()) {
            if (!running.containsKey(said.get())) {
                throw new Failure("Nobody runs " + service + " " + said.get() + ". UP are: " + shown() + ".", null);
            }
            return said.get();
        }
        Optional<String> routed = stored.route().route().map(Route::stable).filter(running::containsKey);
        if (routed.isPresent()) {
            return routed.get();
        }
        List<String> others = running.keySet().stream()
                .filter(version -> besides.filter(version::equals).isEmpty())
                .toList();
        if (others.isEmpty()) {
            throw new Failure(
                    besides.isEmpty()
                            ? "No instance of " + service + " is UP."
                            : "All instances of " + service + " that are UP run " + besides.get()
                                    + " already: a canary needs another version beside it.",
                    null);
        }
        if (others.size() > 1) {
            throw new Failure(
                    "Several versions of " + service + " run: " + shown() + ". Say with --stable which one is proven.",
                    null);
        }
        return others.get(0);
    }

    /** Whether the canary has been getting requests like any other instance until now. */
    boolean wasOpen() {
        return stored.route().route().isEmpty();
    }

    private int instances() {
        return running.values().stream().mapToInt(TreeSet::size).sum();
    }

    private String shown() {
        return running.isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        running.entrySet().stream()
                                .map(entry -> entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
                                .toList());
    }
}
