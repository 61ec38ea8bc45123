package io.linklog.cli.blocked;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./linklog blocked}. */
@Command(
        name = "blocked",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Adds, lists and removes hosts that no link may lead to. It works on etcd; every command-service follows"
                    + " it.",
            "",
            "A host stands for itself, and .evil.example for that name and all names below it. Creates and edits with"
                    + " such a target are refused. Links that exist stay; scan reports them."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog blocked add evil.example",
            "  ./linklog blocked add .evil.example 192.0.2.1",
            "  ./linklog blocked list",
            "  ./linklog blocked remove evil.example",
            "  ./linklog blocked scan --dry-run"
        },
        subcommands = {
            BlockedAddCommand.class,
            BlockedListCommand.class,
            BlockedRemoveCommand.class,
            BlockedScanCommand.class
        })
public final class BlockedCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name a command: add, list, remove or scan.");
    }
}
