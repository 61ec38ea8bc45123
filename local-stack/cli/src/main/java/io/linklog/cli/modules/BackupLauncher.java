package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "backup",
        description = {
            "Writes a file with all that is neither in the log nor rebuilt from it. Linklog may run.",
            "./linklog backup --help says what is in it."
        })
public final class BackupLauncher extends ModuleLauncher {

    public BackupLauncher() {
        super(new ModuleMain("projector", "io.linklog.projector.backup.BackupMain", 256, ModuleMain.Length.SECONDS));
    }
}
