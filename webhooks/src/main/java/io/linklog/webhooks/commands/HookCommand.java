package io.linklog.webhooks.commands;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
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
        } catch (InterruptException e) {
            throw new RefusedException(1, "Interrupted.", e); // the interrupt flag is set
        } catch (KafkaException e) {
            throw new RefusedException(1, "Kafka does not answer (" + e + "); ./linklog status shows what runs.", e);
        }
    }
}
