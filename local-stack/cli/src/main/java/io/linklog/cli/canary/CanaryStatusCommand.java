package io.linklog.cli.canary;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog canary status}. */
@Command(
        name = "status",
        description = "Shows rollouts: the step, its reason, the last comparison with its figures, and the controller.")
final class CanaryStatusCommand extends RolloutCommand {

    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "The only service to show (default: all).")
    private @Nullable String service;

    @Override
    void run(RolloutClient client, PrintWriter out) {
        Collection<String> services = service == null ? client.services() : List.of(service);
        Optional<String> controller = client.controller();
        if (services.isEmpty()) {
            out.println("There is no rollout. ./linklog canary start begins one.");
        }
        for (String name : services) {
            RolloutText.lines(client.find(name), controller, Instant.now()).forEach(out::println);
        }
    }
}
