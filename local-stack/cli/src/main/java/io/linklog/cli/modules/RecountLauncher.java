package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "recount",
        description = {
            "Counts all visits of the log anew, with another list of bots (--bots FILE|none) or another database of places",
            "(--geo FILE|none), while the old count serves, and switches.",
            "./linklog recount --help shows what it takes."
        })
public final class RecountLauncher extends ModuleLauncher {

    public RecountLauncher() {
        super(new ModuleMain("projector", "io.linklog.projector.recount.RecountMain", 512));
    }
}
