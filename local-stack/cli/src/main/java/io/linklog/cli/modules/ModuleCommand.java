package io.linklog.cli.modules;

import io.linklog.cli.up.StackOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** A command that hands all it is given to the main class of another module. */
abstract class ModuleCommand implements Callable<Integer> {

    private final ModuleMain main;

    @Mixin
    private StackOptions options = new StackOptions();

    /** Parsed by the other side. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    ModuleCommand(ModuleMain main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        return main.run(options.checkout(), options.folder(), arguments);
    }
}
