package io.linklog.cli.canary;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutStore;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What people say to a rollout that is under way; it takes effect at once, also when no controller runs. */
abstract class CanaryMoveCommand implements Callable<Integer> {

    // a controller writes once an interval, so that two collisions in a row are rare
    private static final int ATTEMPTS = 10;

    @Parameters(paramLabel = "SERVICE", description = "For instance query-service.")
    private String service = "";

    @Mixin
    private EtcdOptions options = new EtcdOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** @throws IllegalStateException when that is not possible now, with the reason */
    abstract Rollout move(Rollout rollout, Instant now);

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::move);
    }

    private int move() {
        try (RolloutClient coordination = RolloutClient.open(options)) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                RolloutStore.Stored before = coordination.find(service);
                Rollout next = next(before);
                if (coordination.await(coordination.rollouts().put(before, next))) {
                    PrintWriter out = spec.commandLine().getOut();
                    out.println(service + ": " + next.canary() + " is " + next.phase() + " at "
                            + Percent.of(next.weight()) + " of the requests.");
                    out.flush();
                    return 0;
                }
            }
            throw new Failure("The rollout of " + service + " changes all the time: try again.", null);
        }
    }

    private Rollout next(RolloutStore.Stored before) {
        if (before.malformed().isPresent()) {
            throw new Failure(
                    "What etcd has as the rollout of " + service + " cannot be read: "
                            + before.malformed().get() + ". ./linklog canary release " + service + " deletes it.",
                    null);
        }
        Rollout rollout = before.rollout()
                .orElseThrow(() -> new Failure(
                        "There is no rollout of " + service + ". ./linklog canary start begins one.", null));
        try {
            return move(rollout, Instant.now());
        } catch (IllegalStateException e) {
            throw new Failure(e.getMessage() + ".", e);
        }
    }

    @Command(name = "abort", description = "Ends a rollout: the canary gets no more requests.")
    static final class Abort extends CanaryMoveCommand {
        @Override
        Rollout move(Rollout rollout, Instant now) {
            return rollout.abort(now);
        }
    }

    @Command(
            name = "promote",
            description = "Ends a rollout: the canary is the stable version from now on, whatever was seen of it.")
    static final class Promote extends CanaryMoveCommand {
        @Override
        Rollout move(Rollout rollout, Instant now) {
            return rollout.promote(now);
        }
    }

    @Command(
            name = "pause",
            description = "Stays at the step that a rollout is at; a canary that fails is rolled back all the same.")
    static final class Pause extends CanaryMoveCommand {
        @Override
        Rollout move(Rollout rollout, Instant now) {
            return rollout.pause(now);
        }
    }

    @Command(name = "resume", description = "Goes on with a rollout that is paused.")
    static final class Resume extends CanaryMoveCommand {
        @Override
        Rollout move(Rollout rollout, Instant now) {
            return rollout.resume(now);
        }
    }
}
