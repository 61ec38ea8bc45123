package io.linklog.projector.backup;

import io.linklog.kit.process.Closer;
import io.linklog.projector.commands.CommandRun;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog backup}. Exit code 0: the file is complete; 1: there is none; 2: wrong options. */
@Command(
        name = "linklog backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes a file with all that is neither in the log nor rebuilt from it: keys of etcd (key of codes,"
                        + " counter, webhooks, routes, …), places of limited links, the topic of the schema registry,"
                        + " journals of visits, certificates. The log itself is in Kafka: copy that, too. Linklog may"
                        + " run. The file holds secrets.")
public final class BackupMain implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "the file to write, a zip; an existing one is replaced")
    private Path file = Path.of("");

    private final Map<String, String> environment;
    private final PrintStream out;

    BackupMain(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] args) {
        CommandRun.exit(BackupMain::commandLine, args);
    }

    static CommandLine commandLine(Map<String, String> environment, PrintStream out) {
        return CommandRun.line(new BackupMain(environment, out), "There is no new backup; run it again.");
    }

    @Override
    public Integer call() throws Exception {
        try (Closer closer = new Closer();
                BackupWriter backup = new BackupWriter(file.toAbsolutePath())) {
            for (BackupPart part : BackupParts.open(environment, closer).parts()) {
                out.println(part.save(backup));
            }
            backup.finish();
        }
        out.println("The backup is in " + file + ". It holds secrets; keep it as you keep Kafka's data.");
        return 0;
    }
}
