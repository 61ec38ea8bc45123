package io.linklog.cli.domains;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./linklog domains}. */
@Command(
        name = "domains",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Adds, lists, changes, removes and releases short domains beside the default one. It works on etcd; every"
                    + " service follows it.",
            "",
            "The same code on two domains is two links. A domain belongs to its tenant, also when it is removed, until"
                    + " it is released. Another tenant never gets its links."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog domains add go.example.org --tenant blue --base https://example.org/",
            "  ./linklog domains set go.example.org --unknown https://example.org/lost --expired ''",
            "  ./linklog domains list",
            "  ./linklog domains remove go.example.org",
            "  ./linklog domains release go.example.org"
        },
        subcommands = {
            DomainsAddCommand.class,
            DomainsListCommand.class,
            DomainsSetCommand.class,
            DomainsRemoveCommand.class,
            DomainsReleaseCommand.class
        })
public final class DomainsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name a command: add, list, set, remove or release.");
    }
}
