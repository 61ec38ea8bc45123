package io.linklog.cli.canary;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.RolloutStore;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./linklog canary status}. */
@Command(
        name = "status",
        description = "Shows rollouts: the step, the last comparison with its numbers, why it is so, and who leads it.")
final class CanaryStatusCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "The only one to show (default: all).")
    private @Nullable String service;

    @Mixin
    private EtcdOptions options = new EtcdOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::show);
    }

    private int show() {
        try (RolloutClient coordination = RolloutClient.open(options)) {
            PrintWriter out = spec.commandLine().getOut();
            Collection<String> services = service == null ? coordination.services() : List.of(service);
            Optional<String> controller = coordination.controller();
            if (services.isEmpty()) {
                out.println("There is no rollout. ./linklog canary start begins one.");
            }
            for (String name : services) {
                RolloutStore.Stored stored = coordination.find(name);
                RolloutText.lines(stored, controller, Instant.now()).forEach(out::println);
            }
            out.flush();
            return 0;
        }
    }
}
