package io.linklog.cli.canary;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.route.Choice;
import io.linklog.mesh.route.Route;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog canary hold}. */
@Command(
        name = "hold",
        description = {
            "Sends all requests to the version that serves now. Then another version can start without requests.",
            "A rollout also holds other versions back: you need this only before the first rollout."
        })
final class CanaryHoldCommand extends RolloutCommand {

    @Parameters(paramLabel = "SERVICE", description = "The service, for instance query-service.")
    private String service = "";

    @Option(
            names = "--stable",
            paramLabel = "VERSION",
            description = "The version that serves now (default: the only one that runs).")
    private @Nullable String stable;

    @Option(
            names = "--try",
            paramLabel = "VERSION",
            description = "A version that gets only the requests that ask for it, by the header X-Canary: always or the"
                    + " cookie linklog-canary=always.")
    private @Nullable String tried;

    @Override
    void run(RolloutClient client, PrintWriter out) {
        RolloutStore.Stored before = client.findWithoutRollout(service);
        Route route = route(before, client);
        if (!client.await(client.hold(route, before.route()))) {
            throw RolloutClient.conflict(service);
        }
        out.println(service + ": all requests go to " + route.stable() + "; other versions wait for a rollout.");
        route.canary()
                .ifPresent(version -> out.println(version + " gets the requests that ask for it: curl -H '"
                        + Choice.HEADER + ": " + Choice.ALWAYS + "' …"));
    }

    private Route route(RolloutStore.Stored before, RolloutClient client) {
        Optional<Route> current = before.route().route();
        String version = current.isPresent() && stable == null
                ? current.get().stable()
                : new RolloutStart(before, client.instances(service))
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
