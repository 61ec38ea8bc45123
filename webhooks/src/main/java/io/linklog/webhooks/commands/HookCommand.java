package io.linklog.webhooks.commands;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A subcommand of {@code ./linklog webhooks}. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class HookCommand implements Callable<Integer> {

    @ParentCommand
    private WebhooksMain main = new WebhooksMain(Map.of());

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Runs the command.
     *
     * @return the exit code
     * @throws RefusedException with a sentence that says what to do
     */
    abstract int run(CommandAccess access, PrintWriter out) throws Exception;

    @Override
    public Integer call() throws Exception {
        try (CommandAccess access = new CommandAccess(main.environment())) {
            PrintWriter out = spec.commandLine().getOut();
            int code = run(access, out);
            out.flush();
            return code;
        }
    }
}
