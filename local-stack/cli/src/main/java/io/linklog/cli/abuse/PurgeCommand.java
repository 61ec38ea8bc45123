package io.linklog.cli.abuse;

import io.linklog.cli.options.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./linklog purge}. */
@Command(
        name = "purge",
        sortOptions = false,
        description = {
            "Erases what a deleted link says: its target, title, tags, rules and history.",
            "",
            "It cannot be undone. The code is never given to another link. It needs the key of an admin of the link's"
                    + " tenant, in LINKLOG_KEY or in the stack's folder; the link must be deleted before."
        },
        footer = {"", "Examples:", "  ./linklog purge abc", "  ./linklog purge go.example.org/abc"})
public final class PurgeCommand implements Callable<Integer> {

    @Mixin
    private LinkCall link = new LinkCall();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, () -> {
            link.post("/purge", "");
            spec.commandLine().getOut().println(link.code() + " is purged.");
            spec.commandLine().getOut().flush();
            return 0;
        });
    }
}
