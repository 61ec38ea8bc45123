package io.linklog.cli;

import io.linklog.cli.abuse.CheckCommand;
import io.linklog.cli.abuse.PurgeCommand;
import io.linklog.cli.abuse.PurgeVisitsCommand;
import io.linklog.cli.abuse.ReinstateCommand;
import io.linklog.cli.abuse.ReportsCommand;
import io.linklog.cli.abuse.TakedownCommand;
import io.linklog.cli.blocked.BlockedCommand;
import io.linklog.cli.canary.CanaryCommand;
import io.linklog.cli.console.ConsoleCommand;
import io.linklog.cli.domains.DomainsCommand;
import io.linklog.cli.exporting.ExportCommand;
import io.linklog.cli.importing.ImportCommand;
import io.linklog.cli.keys.KeysCommand;
import io.linklog.cli.letters.DeadLettersCommand;
import io.linklog.cli.modules.BackupLauncher;
import io.linklog.cli.modules.BenchLauncher;
import io.linklog.cli.modules.CertsLauncher;
import io.linklog.cli.modules.EtcdToolLauncher;
import io.linklog.cli.modules.KafkaToolLauncher;
import io.linklog.cli.modules.ModuleLauncher;
import io.linklog.cli.modules.RecountLauncher;
import io.linklog.cli.modules.ReplayLauncher;
import io.linklog.cli.modules.RestoreLauncher;
import io.linklog.cli.modules.WebhooksLauncher;
import io.linklog.cli.topics.TopicsCommand;
import io.linklog.cli.up.DownCommand;
import io.linklog.cli.up.ScaleCommand;
import io.linklog.cli.up.SidecarCommand;
import io.linklog.cli.up.StatusCommand;
import io.linklog.cli.up.UpCommand;
import io.linklog.stack.machine.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code ./linklog}. Exit codes: 0 done, 1 could not be done, 2 wrong usage. */
@Command(
        name = "linklog",
        description = "A distributed URL shortener whose database is a log.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            ScaleCommand.class,
            KeysCommand.class,
            DomainsCommand.class,
            TakedownCommand.class,
            CheckCommand.class,
            ReinstateCommand.class,
            PurgeCommand.class,
            PurgeVisitsCommand.class,
            ReportsCommand.class,
            BlockedCommand.class,
            CanaryCommand.class,
            CertsLauncher.class,
            SidecarCommand.class,
            DownCommand.class,
            ReplayLauncher.class,
            RecountLauncher.class,
            BackupLauncher.class,
            RestoreLauncher.class,
            WebhooksLauncher.class,
            BenchLauncher.class,
            TopicsCommand.class,
            ConsoleCommand.class,
            DeadLettersCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command line, for tests too. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        KafkaToolLauncher.addTo(line);
        EtcdToolLauncher.addTo(line);
        // an argument that begins with @ is what it says: the content of that file may be a secret
        line.setExpandAtFiles(false);
        line.setExecutionStrategy(ModuleLauncher::execute);
        return line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof StackException) {
                command.getErr().println(command.getColorScheme().errorText("linklog: " + failure.getMessage()));
                return 1;
            }
            throw failure;
        });
    }
}
