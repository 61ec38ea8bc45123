package io.linklog.cli.modules;

import picocli.CommandLine.Command;

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
public final class CertsCommand extends ModuleCommand {

    public CertsCommand() {
        super(new ModuleMain("sidecar", "io.linklog.sidecar.certs.CertsMain", 64, ModuleMain.Length.SECONDS));
    }
}
