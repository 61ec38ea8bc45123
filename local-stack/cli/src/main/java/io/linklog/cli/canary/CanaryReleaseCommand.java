package io.linklog.cli.canary;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.etcd.Etcd;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./linklog canary release}. */
@Command(
        name = "release",
        description = {
            "Forgets the route of a service and its last rollout: all instances get requests, of whatever version."
        })
final class CanaryReleaseCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SERVICE", description = "For instance query-service.")
    private String service = "";

    @Mixin
    private EtcdOptions options = new EtcdOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::release);
    }

    private int release() {
        try (RolloutClient coordination = RolloutClient.open(options)) {
            RolloutStore.Stored before = coordination.find(service);
            if (before.rollout().filter(rollout -> !rollout.phase().isOver()).isPresent()) {
                throw new Failure(
                        "A rollout of " + service
                                + " is under way: end it with ./linklog canary abort or promote first.",
                        null);
            }
            boolean nothing =
                    before.modRevision() == Etcd.ABSENT && before.route().modRevision() == Etcd.ABSENT;
            if (!nothing && !coordination.await(coordination.rollouts().delete(before))) {
                throw new Failure(
                        "Somebody else changed the route of " + service + " at this moment: try again.", null);
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(service + ": all instances get requests, of whatever version.");
            out.flush();
            return 0;
        }
    }
}
