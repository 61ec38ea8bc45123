package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "replay",
        description = {
            "Rebuilds all tables from the log in a new keyspace while the old one serves, compares them and switches.",
            "./linklog replay --help lists its options."
        })
public final class ReplayLauncher extends ModuleLauncher {

    public ReplayLauncher() {
        super(new ModuleMain("projector", "io.linklog.projector.replay.ReplayMain", 512));
    }
}
