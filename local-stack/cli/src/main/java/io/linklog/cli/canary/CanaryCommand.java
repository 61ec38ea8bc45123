package io.linklog.cli.canary;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./linklog canary}. */
@Command(
        name = "canary",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Rolls out a new version of a service: it gets growing shares of the requests, and none when it fails.",
            "",
            "At each interval a controller in the edge compares the new version with the old one. Enough good answers"
                    + " lead to the next step, two failures in a row to a roll-back, too few requests to a pause."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog canary hold query-service",
            "  ./linklog scale query-service=2 --version 0.2.0",
            "  ./linklog canary start query-service --version 0.2.0 --steps 1,5,25,50,100 --interval 60s",
            "  ./linklog canary status",
            "  curl -H 'X-Canary: always' http://localhost:8080/kafka"
        },
        subcommands = {
            CanaryStartCommand.class,
            CanaryStatusCommand.class,
            CanaryMoveCommand.Abort.class,
            CanaryMoveCommand.Promote.class,
            CanaryMoveCommand.Pause.class,
            CanaryMoveCommand.Resume.class,
            CanaryHoldCommand.class,
            CanaryReleaseCommand.class
        })
public final class CanaryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "Name a command: start, status, abort, promote, pause, resume, hold or release.");
    }
}
