package io.linklog.cli.canary;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.Limits;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutPlan;
import io.linklog.mesh.canary.RolloutStore;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./linklog canary start}. */
@Command(
        name = "start",
        sortOptions = false,
        description = "Begins to roll a version out, which at least one instance runs already.")
final class CanaryStartCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SERVICE", description = "For instance query-service.")
    private String service = "";

    @Option(names = "--version", required = true, paramLabel = "VERSION", description = "The version to roll out.")
    private String version = "";

    @Option(
            names = "--stable",
            paramLabel = "VERSION",
            description = "The version that serves now (default: what the route says, else the only other one).")
    private @Nullable String stable;

    @Option(
            names = "--steps",
            paramLabel = "PERCENT,…",
            defaultValue = "1,5,25,50,100",
            description = "Shares of the requests, growing up to 100 (default: ${DEFAULT-VALUE}).")
    private String steps = "";

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "Between comparisons; a step lasts one at least (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--min-requests",
            paramLabel = "N",
            defaultValue = "200",
            description = "That both versions must have served for a result (default: ${DEFAULT-VALUE}).")
    private int minRequests;

    @Option(
            names = "--error-floor",
            paramLabel = "PERCENT",
            defaultValue = "0.5",
            description = "Share of 5xx that is never held against it (default: ${DEFAULT-VALUE}).")
    private double errorFloor;

    @Option(
            names = "--error-slack",
            paramLabel = "PERCENT",
            defaultValue = "0.5",
            description = "Share of 5xx allowed above the stable version's (default: ${DEFAULT-VALUE}).")
    private double errorSlack;

    @Option(
            names = "--latency-factor",
            paramLabel = "FACTOR",
            defaultValue = "1.2",
            description = "Times the stable version's p99 that its own may be (default: ${DEFAULT-VALUE}).")
    private double latencyFactor;

    @Option(
            names = "--latency-slack",
            paramLabel = "TIME",
            defaultValue = "5ms",
            converter = DurationConverter.class,
            description = "More on top of that (default: ${DEFAULT-VALUE}).")
    private Duration latencySlack = Duration.ZERO;

    @Option(
            names = "--failures",
            paramLabel = "N",
            defaultValue = "2",
            description = "In a row, after which it is rolled back (default: ${DEFAULT-VALUE}).")
    private int failures;

    @Option(
            names = "--inconclusive",
            paramLabel = "N",
            defaultValue = "5",
            description = "Comparisons without a result after which it pauses (default: ${DEFAULT-VALUE}).")
    private int inconclusive;

    // the one that commands inherit goes with --version
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Mixin
    private EtcdOptions options = new EtcdOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::start);
    }

    private int start() {
        RolloutPlan plan = plan();
        try (RolloutClient coordination = RolloutClient.open(options)) {
            RolloutStore.Stored before = coordination.find(service);
            RolloutStart beginning = new RolloutStart(before, coordination.instances(service));
            Rollout rollout = beginning.of(version, Optional.ofNullable(stable), plan, Instant.now());
            if (!coordination.await(coordination.rollouts().put(before, rollout))) {
                throw new Failure(
                        "Somebody else changed the route or the rollout of " + service + " at this moment: look at"
                                + " ./linklog canary status and try again.",
                        null);
            }
            PrintWriter out = spec.commandLine().getOut();
            if (beginning.wasOpen()) {
                out.println("Until now " + service + " had no route, so that " + version
                        + " took requests like any other; next time ./linklog canary hold first.");
            }
            out.println(service + ": " + version + " gets " + Percent.of(rollout.weight()) + " beside "
                    + rollout.stable() + "; ./linklog canary status shows how it does.");
            if (coordination.controller().isEmpty()) {
                out.println("Nobody leads rollouts at the moment: it stays at this step until an edge agent runs.");
            }
            out.flush();
            return 0;
        }
    }

    private RolloutPlan plan() {
        try {
            return new RolloutPlan(
                    Percent.list(steps),
                    interval,
                    minRequests,
                    new Limits(
                            errorFloor / 100, errorSlack / 100, latencyFactor, latencySlack, failures, inconclusive));
        } catch (IllegalArgumentException e) {
            throw new Failure(2, "This rollout cannot be followed: " + e.getMessage() + ".", e);
        }
    }
}
