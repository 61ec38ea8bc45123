package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "recount",
        description = {
            "Counts all visits of the log again, with another list of bots (--bots FILE|none) or another database",
            "of places (--geo FILE|none). The old count serves until the switch.",
            "./linklog recount --help lists its options."
        })
public final class RecountLauncher extends ModuleLauncher {

    public RecountLauncher() {
        super(new ModuleMain("projector", "io.linklog.projector.recount.RecountMain", 512));
    }
}
