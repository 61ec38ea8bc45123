package io.linklog.cli.canary;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.route.Choice;
import io.linklog.mesh.route.Route;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./linklog canary hold}. */
@Command(
        name = "hold",
        description = {
            "Gives all requests to the version that serves now, so that another one can be started without getting any.",
            "A rollout holds other versions back too, so this is for before the first one."
        })
final class CanaryHoldCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SERVICE", description = "For instance query-service.")
    private String service = "";

    @Option(
            names = "--stable",
            paramLabel = "VERSION",
            description = "The version that serves now (default: the only one that runs).")
    private @Nullable String stable;

    @Option(
            names = "--try",
            paramLabel = "VERSION",
            description = "A version that gets the requests which ask for it, and no others: by the header X-Canary:"
                    + " always, or the cookie linklog-canary=always.")
    private @Nullable String tried;

    @Mixin
    private EtcdOptions options = new EtcdOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::hold);
    }

    private int hold() {
        try (RolloutClient coordination = RolloutClient.open(options)) {
            RolloutStore.Stored before = coordination.find(service);
            PrintWriter out = spec.commandLine().getOut();
            if (before.rollout().filter(rollout -> !rollout.phase().isOver()).isPresent()) {
                throw new Failure(
                        "A rollout of " + service + " is under way: ./linklog canary abort " + service + " ends it.",
                        null);
            }
            Route route = route(before, coordination);
            if (!coordination.await(coordination.hold(route, before.route()))) {
                throw new Failure(
                        "Somebody else changed the route of " + service + " at this moment: try again.", null);
            }
            out.println(service + ": all requests go to " + route.stable() + "; other versions wait for a rollout.");
            route.canary()
                    .ifPresent(version -> out.println(version + " gets those that ask for it: curl -H '" + Choice.HEADER
                            + ": " + Choice.ALWAYS + "' …"));
            out.flush();
            return 0;
        }
    }

    private Route route(RolloutStore.Stored before, RolloutClient coordination) {
        Optional<Route> there = before.route().route();
        String version = there.isPresent() && stable == null
                ? there.get().stable()
                : new RolloutStart(before, coordination.instances(service))
                        .stable(Optional.ofNullable(stable), Optional.ofNullable(tried));
        Route route = Route.only(service, version);
        if (tried == null) {
            return route;
        }
        try {
            return route.withCanary(tried, 0);
        } catch (IllegalArgumentException e) {
            throw new Failure(2, "--try " + tried + ": " + e.getMessage() + ".", e);
        }
    }
}
