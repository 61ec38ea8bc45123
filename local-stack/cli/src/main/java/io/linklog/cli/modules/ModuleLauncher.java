package io.linklog.cli.modules;

import io.linklog.cli.options.StackOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** A command that passes its arguments to the main class of another module. */
public abstract class ModuleLauncher implements Callable<Integer> {

    private final ModuleMain main;

    @Mixin
    private StackOptions options = new StackOptions();

    /** The other module parses these. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    ModuleLauncher(ModuleMain main) {
        this.main = main;
    }

    /**
     * The execution strategy of the whole command line. Help on a command comes from the module that does its work,
     * because only that module knows the options.
     */
    public static int execute(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.isUsageHelpRequested() && last.commandSpec().userObject() instanceof ModuleLauncher command
                ? command.help(last)
                : new CommandLine.RunLast().execute(parsed);
    }

    private int help(CommandLine.ParseResult parsed) {
        List<String> helpArguments = new ArrayList<>(parsed.unmatched());
        helpArguments.add("--help");
        int code = main.run(options.checkout(), options.folder(), helpArguments);
        PrintWriter out = parsed.commandSpec().commandLine().getOut();
        out.println("Use --dir=FOLDER before these options to choose another stack.");
        out.flush();
        return code;
    }

    @Override
    public Integer call() {
        return main.run(options.checkout(), options.folder(), arguments);
    }
}
