package io.linklog.cli.modules;

import io.linklog.cli.up.StackOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

@Command(
        name = "bench",
        description = {
            "Measures redirects, the edge, creates and import, each as a ratio to a reference in the same run.",
            "Everything after the command is for the benchmarks; --dir names the stack."
        })
public final class BenchCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options = new StackOptions();

    /** Parsed by the other side. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return new ModuleMain("benchmarks", "io.linklog.bench.Bench", 1024)
                .run(options.checkout(), options.folder(), arguments);
    }
}
