package io.linklog.cli.canary;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutStore;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A change to a running rollout. It takes effect at once, also when no controller runs. */
abstract class CanaryMoveCommand extends RolloutCommand {

    // the controller writes once per interval: two conflicts in a row are rare
    private static final int ATTEMPTS = 10;

    @Parameters(paramLabel = "SERVICE", description = "The service, for instance query-service.")
    private String service = "";

    /** @throws IllegalStateException when the rollout cannot change this way now; the message is the reason */
    abstract Rollout move(Rollout rollout, Instant now);

    @Override
    void run(RolloutClient client, PrintWriter out) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RolloutStore.Stored before = client.find(service);
            Rollout next = next(before);
            if (client.await(client.rollouts().put(before, next))) {
                out.println(service + ": " + next.canary() + " is " + next.phase() + " at " + Percent.of(next.weight())
                        + " of the requests.");
                return;
            }
        }
        throw RolloutClient.conflict(service);
    }

    private Rollout next(RolloutStore.Stored before) {
        if (before.malformed().isPresent()) {
            throw new Failure(
                    "etcd holds a malformed rollout of " + service + ": "
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
            description = "Ends a rollout: the canary becomes the stable version, whatever its figures are.")
    static final class Promote extends CanaryMoveCommand {
        @Override
        Rollout move(Rollout rollout, Instant now) {
            return rollout.promote(now);
        }
    }

    @Command(
            name = "pause",
            description = "Keeps a rollout at its step. A canary that fails is rolled back nevertheless.")
    static final class Pause extends CanaryMoveCommand {
        @Override
        Rollout move(Rollout rollout, Instant now) {
            return rollout.pause(now);
        }
    }

    @Command(name = "resume", description = "Continues a paused rollout.")
    static final class Resume extends CanaryMoveCommand {
        @Override
        Rollout move(Rollout rollout, Instant now) {
            return rollout.resume(now);
        }
    }
}
