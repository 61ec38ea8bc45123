package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "certs",
        description = {
            "Issues certificates for sidecars, from a CA of this stack's own that is made at the first time.",
            "./linklog certs --help shows what it takes."
        })
public final class CertsLauncher extends ModuleLauncher {

    public CertsLauncher() {
        super(new ModuleMain("sidecar", "io.linklog.sidecar.certs.CertsMain", 64, ModuleMain.Length.SECONDS));
    }
}
