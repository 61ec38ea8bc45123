package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "replay",
        description = {
            "Builds all tables again from the log, in a fresh keyspace while the old one serves, compares and switches.",
            "./linklog replay --help shows what it takes."
        })
public final class ReplayLauncher extends ModuleLauncher {

    public ReplayLauncher() {
        super(new ModuleMain("projector", "io.linklog.projector.replay.ReplayMain", 512));
    }
}
