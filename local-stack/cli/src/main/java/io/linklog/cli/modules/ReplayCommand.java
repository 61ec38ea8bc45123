package io.linklog.cli.modules;

import io.linklog.cli.up.StackOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

@Command(
        name = "replay",
        description = {
            "Builds all tables again from the log, in a fresh keyspace while the old one serves, compares and switches.",
            "Everything after the command is for the replay; --dir names the stack."
        })
public final class ReplayCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options = new StackOptions();

    /** Parsed by the other side. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return new ModuleMain("projector", "io.linklog.projector.replay.ReplayMain", 512)
                .run(options.checkout(), options.folder(), arguments);
    }
}
