package io.linklog.cli.modules;

import io.linklog.cli.up.StackOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

@Command(
        name = "certs",
        description = {
            "Issues certificates for sidecars, from a CA of this stack's own that is made at the first time.",
            "",
            "  ./linklog certs                    those of our services, and renews what ends soon",
            "  ./linklog certs greeter reports    those of other programs",
            "  ./linklog certs --list             shows what there is",
            "  ./linklog certs --days 30          how long new ones are good (default: 90)",
            "",
            "Everything after the command is for the module that does it; --dir names the stack."
        })
public final class CertsCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options = new StackOptions();

    /** Parsed by the other side. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return new ModuleMain("sidecar", "io.linklog.sidecar.certs.CertsMain", 64)
                .run(options.checkout(), options.folder(), arguments);
    }
}
