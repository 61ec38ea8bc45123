package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "bench",
        description = {
            "Measures redirects, the edge, creates and import, each as a ratio to a reference in the same run.",
            "Everything after the command is for the benchmarks; --dir names the stack."
        })
public final class BenchCommand extends ModuleCommand {

    public BenchCommand() {
        super(new ModuleMain("benchmarks", "io.linklog.bench.Bench", 1024));
    }
}
