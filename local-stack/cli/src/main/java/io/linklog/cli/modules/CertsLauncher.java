package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "certs",
        description = {
            "Issues certificates for sidecars. The first call creates a CA for this stack.",
            "./linklog certs --help lists its options."
        })
public final class CertsLauncher extends ModuleLauncher {

    public CertsLauncher() {
        super(new ModuleMain("sidecar", "io.linklog.sidecar.certs.CertsMain", 64, ModuleMain.Length.SECONDS));
    }
}
