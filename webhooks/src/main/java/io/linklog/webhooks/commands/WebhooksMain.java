package io.linklog.webhooks.commands;

import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.webhooks.control.StartPlace;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./linklog webhooks}. Exit code 0: done; 1: failed; 2: wrong usage. */
@Command(
        name = "linklog webhooks",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Sends events of the log to HTTP endpoints: changes of links, and visits.",
            "",
            "Each event is a POST with a JSON body, signed as the Standard Webhooks specification says. Events are"
                    + " sent at least once, and in order for each link. A call without a 2xx answer is repeated."
                    + " An event that the endpoint refuses goes to the dead letters. An endpoint that is down is"
                    + " probed until it is back. See docs/webhooks.md."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog webhooks add https://example.org/hook --id billing",
            "  ./linklog webhooks add https://example.org/hook --types visit --code kafka",
            "  ./linklog webhooks test billing",
            "  ./linklog webhooks list",
            "  ./linklog webhooks replay billing --from 2026-01-31T12:00:00Z",
            "  ./linklog webhooks dead billing --again"
        },
        subcommands = {
            AddHook.class,
            ListHooks.class,
            ShowHooks.class,
            SendTestEvent.class,
            SwitchHook.Pause.class,
            SwitchHook.Resume.class,
            ReplayHook.class,
            ShowDeadLetters.class,
            RotateSecret.class,
            RemoveHook.class,
        })
public final class WebhooksMain implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    WebhooksMain(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] args) {
        // before the first log line: commands print errors as sentences, and log lines of clients would disturb
        System.setProperty("logback.configurationFile", "logback-webhooks.xml");
        System.exit(commandLine(System.getenv(), System.out).execute(args));
    }

    static CommandLine commandLine(Map<String, String> environment, PrintStream out) {
        return new CommandLine(new WebhooksMain(environment))
                .setExpandAtFiles(false)
                .registerConverter(StartPlace.class, StartPlace::new)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof RefusedException refusal) {
                        line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + refusal.getMessage());
                        return refusal.exitCode();
                    }
                    if (failure instanceof InvalidSettingsException) {
                        line.getErr().println(failure.getMessage());
                        return 2;
                    }
                    throw failure;
                });
    }

    Map<String, String> environment() {
        return environment;
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Add a subcommand: add, list, status, test, pause, resume, replay, dead, rotate or remove.");
    }
}
