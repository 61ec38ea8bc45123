package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "replay",
        description = {
            "Builds all tables again from the log, in a fresh keyspace while the old one serves, compares and switches.",
            "Everything after the command is for the replay; --dir names the stack."
        })
public final class ReplayCommand extends ModuleCommand {

    public ReplayCommand() {
        super(new ModuleMain("projector", "io.linklog.projector.replay.ReplayMain", 512));
    }
}
