package io.linklog.cli.abuse;

import io.linklog.cli.options.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./linklog reinstate}. */
@Command(
        name = "reinstate",
        sortOptions = false,
        description = {
            "Ends the takedown of a link: it is again what it was before.",
            "",
            "It needs the key of an admin, in LINKLOG_KEY or in the stack's folder. What an admin of the tenant default"
                    + " took down, only such an admin reinstates."
        },
        footer = {"", "Example:", "  ./linklog reinstate abc"})
public final class ReinstateCommand implements Callable<Integer> {

    @Mixin
    private LinkCall link = new LinkCall();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, () -> {
            link.post("/reinstate", "");
            spec.commandLine().getOut().println(link.code() + " is not taken down.");
            spec.commandLine().getOut().flush();
            return 0;
        });
    }
}
