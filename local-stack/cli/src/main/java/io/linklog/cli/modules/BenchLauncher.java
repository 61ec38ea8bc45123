package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "bench",
        description = {
            "Measures what Linklog promises in numbers, each as a ratio to a reference in the same run.",
            "./linklog bench --help shows the benchmarks, ./linklog bench creates --help what one of them takes."
        })
public final class BenchLauncher extends ModuleLauncher {

    public BenchLauncher() {
        super(new ModuleMain("benchmarks", "io.linklog.bench.Bench", 1024));
    }
}
