package io.linklog.cli.canary;

import io.linklog.mesh.canary.Baseline;
import io.linklog.mesh.canary.Figures;
import io.linklog.mesh.canary.Phase;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes a rollout for people. Pure. */
final class RolloutText {

    private RolloutText() {}

    static List<String> lines(RolloutStore.Stored stored, Optional<String> controller, Instant now) {
        String service = stored.service();
        if (stored.malformed().isPresent()) {
            return List.of(service + ": etcd holds a malformed rollout: "
                    + stored.malformed().get());
        }
        if (stored.rollout().isEmpty()) {
            return List.of(service + ": no rollout; " + route(stored.route().route()));
        }
        Rollout rollout = stored.rollout().get();
        List<String> lines = new ArrayList<>();
        lines.add(service + ": " + rollout.canary() + " beside " + rollout.stable() + " is " + phase(rollout));
        line(lines, "why", rollout.progress().why());
        line(lines, "step", step(rollout));
        line(
                lines,
                "route",
                route(stored.route().route())
                        + (stored.matches() || rollout.phase().isOver()
                                ? ""
                                : " (differs from the rollout; the controller will correct it)"));
        rollout.progress().last().ifPresent(last -> {
            line(
                    lines,
                    "compared",
                    ago(last.at(), now) + " at " + Percent.of(last.weight()) + ": " + last.verdict() + ", "
                            + last.why());
            line(lines, "  canary", figures(last.canary()));
            line(lines, "  baseline", figures(last.baseline()) + " (" + describeBaseline(last.compared()) + ")");
        });
        if (!rollout.phase().isOver()) {
            line(
                    lines,
                    "in a row",
                    rollout.progress().failures() + " of "
                            + rollout.plan().limits().failures() + " failures, "
                            + rollout.progress().inconclusive() + " of "
                            + rollout.plan().limits().inconclusive() + " without a result");
        }
        line(
                lines,
                "started",
                rollout.startedAt().truncatedTo(ChronoUnit.SECONDS) + ", last written "
                        + ago(rollout.progress().at(), now));
        line(lines, "led by", controller.orElse("no controller: no edge agent runs"));
        return lines;
    }

    private static void line(List<String> lines, String name, String text) {
        lines.add(String.format(Locale.ROOT, "  %-10s  %s", name, text));
    }

    private static String phase(Rollout rollout) {
        String more = rollout.phase() != Phase.PAUSED
                ? ""
                : rollout.progress().held() ? " by command" : " until there are enough requests";
        return rollout.phase() + more + ", with " + Percent.of(rollout.weight()) + " of the requests";
    }

    private static String step(Rollout rollout) {
        return (rollout.progress().step() + 1) + " of " + rollout.plan().steps().size() + " ("
                + rollout.plan().steps().stream().map(Percent::number).collect(Collectors.joining(", "))
                + " %), each "
                + rollout.plan().interval().toString().substring(2).toLowerCase(Locale.ROOT)
                + " and at least " + rollout.plan().minRequests() + " requests";
    }

    private static String route(Optional<Route> route) {
        return route.map(current -> current.canary()
                        .map(canary -> Percent.of(Route.WHOLE - current.weight()) + " to " + current.stable() + ", "
                                + Percent.of(current.weight()) + " to " + canary)
                        .orElse("all to " + current.stable()))
                .orElse("no route, all instances get requests");
    }

    private static String figures(Figures figures) {
        double share = figures.requests() == 0 ? 0 : 100.0 * figures.errors() / figures.requests();
        return String.format(
                Locale.ROOT,
                "%d requests, %.2f %% failed, p99 %.2f ms",
                figures.requests(),
                share,
                figures.p99Millis());
    }

    private static String describeBaseline(Baseline baseline) {
        return switch (baseline) {
            case SAME_AGE -> "stable instances of the same age";
            case FLEET -> "all stable instances, of any age";
            case EARLIER -> "the last figures of the stable version";
        };
    }

    private static String ago(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        return seconds < 120 ? seconds + " s ago" : seconds / 60 + " min ago";
    }
}
