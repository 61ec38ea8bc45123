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

/** Decides whether a rollout may start, and from which version to which. Pure. */
final class RolloutStart {

    private final RolloutStore.Stored stored;
    private final TreeMap<String, TreeSet<String>> running = new TreeMap<>();

    /** @param instances of the service, in any state */
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
     * @param named the stable version that the caller names
     * @throws Failure when the rollout may not start; the message says what to do
     */
    Rollout rollout(String version, Optional<String> named, RolloutPlan plan, Instant now) {
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
                    "No instance of " + service + " runs " + version + ". UP are: " + shown() + ". Start one first:"
                            + " ./linklog scale " + service + "=" + (instances() + 1) + " --version " + version + ".",
                    null);
        }
        String stable = stable(named, Optional.of(version));
        if (stable.equals(version)) {
            throw new Failure(
                    version + " is the stable version of " + service + " already: there is nothing to roll out.", null);
        }
        return Rollout.start(service, stable, version, plan, now);
    }

    /**
     * The version that gets the requests now.
     *
     * @param named by the caller
     * @param except a version that it cannot be, unless the route names it
     */
    String stable(Optional<String> named, Optional<String> except) {
        String service = stored.service();
        if (named.isPresent()) {
            if (!running.containsKey(named.get())) {
                throw new Failure(
                        "No instance of " + service + " runs " + named.get() + ". UP are: " + shown() + ".", null);
            }
            return named.get();
        }
        Optional<String> routed = stored.route().route().map(Route::stable).filter(running::containsKey);
        if (routed.isPresent()) {
            return routed.get();
        }
        List<String> others = running.keySet().stream()
                .filter(version -> except.filter(version::equals).isEmpty())
                .toList();
        if (others.isEmpty()) {
            throw new Failure(
                    except.isEmpty()
                            ? "No instance of " + service + " is UP."
                            : "All instances of " + service + " that are UP run " + except.get()
                                    + " already: a canary needs another version beside it.",
                    null);
        }
        if (others.size() > 1) {
            throw new Failure(
                    "Several versions of " + service + " run: " + shown() + ". Name the stable one with --stable.",
                    null);
        }
        return others.get(0);
    }

    /** Whether there was no route, and the canary got requests like any other instance. */
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
