package io.linklog.cli.canary;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.Limits;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutPlan;
import io.linklog.mesh.canary.RolloutStore;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog canary start}. */
@Command(
        name = "start",
        sortOptions = false,
        description = "Starts to roll out a version. At least one instance must run it already.")
final class CanaryStartCommand extends RolloutCommand {

    @Parameters(paramLabel = "SERVICE", description = "The service, for instance query-service.")
    private String service = "";

    @Option(names = "--version", required = true, paramLabel = "VERSION", description = "The version to roll out.")
    private String version = "";

    @Option(
            names = "--stable",
            paramLabel = "VERSION",
            description = "The version that serves now (default: that of the route, else the only other version).")
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
            converter = StepTime.class,
            description = "Time between comparisons; a step takes at least one (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--min-requests",
            paramLabel = "N",
            defaultValue = "200",
            description = "Requests that each version must have served for a result (default: ${DEFAULT-VALUE}).")
    private int minRequests;

    @Option(
            names = "--error-floor",
            paramLabel = "PERCENT",
            defaultValue = "0.5",
            description = "Share of 5xx answers that always passes (default: ${DEFAULT-VALUE}).")
    private double errorFloor;

    @Option(
            names = "--error-slack",
            paramLabel = "PERCENT",
            defaultValue = "0.5",
            description = "Share of 5xx answers allowed above that of the stable version (default: ${DEFAULT-VALUE}).")
    private double errorSlack;

    @Option(
            names = "--latency-factor",
            paramLabel = "FACTOR",
            defaultValue = "1.2",
            description = "Highest p99, as a multiple of the stable version's (default: ${DEFAULT-VALUE}).")
    private double latencyFactor;

    @Option(
            names = "--latency-slack",
            paramLabel = "TIME",
            defaultValue = "5ms",
            converter = StepTime.class,
            description = "Added to that highest p99 (default: ${DEFAULT-VALUE}).")
    private Duration latencySlack = Duration.ZERO;

    @Option(
            names = "--failures",
            paramLabel = "N",
            defaultValue = "2",
            description = "Failed comparisons in a row before the roll-back (default: ${DEFAULT-VALUE}).")
    private int failures;

    @Option(
            names = "--inconclusive",
            paramLabel = "N",
            defaultValue = "5",
            description = "Comparisons in a row without a result before a pause (default: ${DEFAULT-VALUE}).")
    private int inconclusive;

    // declared here, because --version has another meaning than in the help that commands inherit
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Override
    void run(RolloutClient client, PrintWriter out) {
        RolloutPlan plan = plan();
        RolloutStore.Stored before = client.find(service);
        RolloutStart start = new RolloutStart(before, client.instances(service));
        Rollout rollout = start.rollout(version, Optional.ofNullable(stable), plan, Instant.now());
        if (!client.await(client.rollouts().put(before, rollout))) {
            throw RolloutClient.conflict(service);
        }
        if (start.wasOpen()) {
            out.println("Until now " + service + " had no route, and " + version
                    + " got requests like any other version. Next time run ./linklog canary hold first.");
        }
        out.println(service + ": " + version + " gets " + Percent.of(rollout.weight()) + " beside " + rollout.stable()
                + "; ./linklog canary status shows its figures.");
        if (client.controller().isEmpty()) {
            out.println("No controller runs: the rollout stays at this step until an edge agent runs.");
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
            throw new Failure(2, "This rollout is not possible: " + e.getMessage() + ".", e);
        }
    }
}
