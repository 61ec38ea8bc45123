package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "restore",
        description = {
            "Brings back what backup has saved, beside the log. Only Kafka, Cassandra and etcd may run:"
                    + " ./linklog up kafka cassandra etcd.",
            "./linklog restore --help says what stays as it is."
        })
public final class RestoreLauncher extends ModuleLauncher {

    public RestoreLauncher() {
        super(new ModuleMain("projector", "io.linklog.projector.backup.RestoreMain", 256, ModuleMain.Length.SECONDS));
    }
}
