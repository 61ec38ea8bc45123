package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "bench",
        description = {
            "Measures Linklog's performance, each figure as a ratio to a reference in the same run.",
            "./linklog bench --help lists the benchmarks, ./linklog bench creates --help the options of one of them."
        })
public final class BenchLauncher extends ModuleLauncher {

    public BenchLauncher() {
        super(new ModuleMain("benchmarks", "io.linklog.bench.Bench", 1024));
    }
}
