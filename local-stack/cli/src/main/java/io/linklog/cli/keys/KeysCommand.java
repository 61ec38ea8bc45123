package io.linklog.cli.keys;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./linklog keys}. */
@Command(
        name = "keys",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes, lists, revokes and rotates the API keys. It works on etcd, so nobody is locked out.",
            "",
            "A key has a role: reader (reads), author (also makes links, and changes its own), editor (changes all"
                    + " links of its tenant), admin (also keys, domains, webhooks, reports, takedowns and purges). A"
                    + " change reaches every service in less than a second.",
            "",
            "./linklog up makes the first admin key. It is in admin.key of the stack's folder, and as a header for curl"
                    + " in admin.header; the other commands find it there. LINKLOG_KEY names another."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog keys create --name ci --role author --expires 90d",
            "  ./linklog keys list",
            "  ./linklog keys rotate 4f0qk2m81xvb --grace 24h",
            "  ./linklog keys revoke 4f0qk2m81xvb",
            "  curl -H @.linklog/admin.header http://localhost:8080/api/v1/links"
        },
        subcommands = {KeysCreateCommand.class, KeysListCommand.class, KeysRevokeCommand.class, KeysRotateCommand.class
        })
public final class KeysCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name a command: create, list, revoke or rotate.");
    }
}
