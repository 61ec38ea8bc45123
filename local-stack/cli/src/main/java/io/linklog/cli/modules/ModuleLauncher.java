package io.linklog.cli.modules;

import io.linklog.cli.options.StackOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** A command that hands all it is given to the main class of another module. */
public abstract class ModuleLauncher implements Callable<Integer> {

    private final ModuleMain main;

    @Mixin
    private StackOptions options = new StackOptions();

    /** Parsed by the other side. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    ModuleLauncher(ModuleMain main) {
        this.main = main;
    }

    /**
     * Where help is asked for, it is the other side's, which alone knows its options; else the usual. For the whole
     * command line.
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
        List<String> asking = new ArrayList<>(parsed.unmatched());
        asking.add("--help");
        int code = main.run(options.checkout(), options.folder(), asking);
        PrintWriter out = parsed.commandSpec().commandLine().getOut();
        out.println("Before all of these, for any stack but the usual one: --dir=FOLDER.");
        out.flush();
        return code;
    }

    @Override
    public Integer call() {
        return main.run(options.checkout(), options.folder(), arguments);
    }
}
