package io.linklog.projector.recount;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.process.Closer;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.ProjectorSettings;
import io.linklog.projector.commands.CommandLineEtcd;
import io.linklog.projector.commands.CommandRun;
import io.linklog.projector.commands.RunningServers;
import io.linklog.visits.BotList;
import io.linklog.visits.Places;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./linklog recount}. Exit code 0: counted and switched; 1: not switched; 2: wrong options. */
@Command(
        name = "linklog recount",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Counts all visits of the log again, with another list of bots or another database of places, while the"
                        + " active count serves readers. Then switches readers. Run it again to continue a recount that"
                        + " was stopped.")
public final class RecountMain implements Callable<Integer> {

    private static final String NONE = "none";

    @Option(
            names = "--bots",
            paramLabel = "FILE|none",
            description =
                    "a file with one regular expression a line: a visitor whose User-Agent matches is a bot. A line"
                            + " that begins with ! names visitors that are not bots. The built-in list applies, too."
                            + " none: only the built-in list. Default: as in the active count")
    private @Nullable String bots;

    @Option(
            names = "--geo",
            paramLabel = "FILE|none",
            description = "a MaxMind database of cities or countries. Each streams-topology must find it at this path."
                    + " none: the places on the log. Default: as in the active count")
    private @Nullable String geo;

    @Option(names = "--restart", description = "start a new recount even if there is an unfinished one")
    private boolean restart;

    private final Map<String, String> environment;
    private final PrintStream out;

    RecountMain(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] args) {
        CommandRun.exit(RecountMain::commandLine, args);
    }

    static CommandLine commandLine(Map<String, String> environment, PrintStream out) {
        return CommandRun.line(
                new RecountMain(environment, out), "Nothing was switched; run the command again to continue.");
    }

    @Override
    public Integer call() throws Exception {
        Recount.Lists lists;
        try {
            lists = new Recount.Lists(botLines(), database());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        Env env = new Env(environment);
        ProjectorSettings settings = ProjectorSettings.from(env);
        env.check();
        boolean terminal = System.console() != null;
        try (Closer closer = new Closer()) {
            new RunningServers()
                    .with(settings.service().etcd())
                    .with(settings.kafka())
                    .with(settings.cassandra())
                    .open(() -> open(settings, terminal, closer))
                    .run(lists, restart);
        }
        return 0;
    }

    private Recount open(ProjectorSettings settings, boolean terminal, Closer closer) throws InterruptedException {
        Etcd etcd = CommandLineEtcd.open(settings.service().etcd(), closer);
        Admin admin = closer.add("Kafka admin", Admin.create(settings.kafka().client(Map.of())));
        CqlSession cassandra = closer.add("Cassandra", settings.cassandra().open());
        return new Recount(etcd, settings.kafka(), admin, cassandra, terminal, out);
    }

    private Optional<List<String>> botLines() throws IOException {
        if (bots == null) {
            return Optional.empty();
        }
        if (bots.equals(NONE)) {
            return Optional.of(List.of());
        }
        try {
            return Optional.of(BotList.of(Files.readAllLines(Path.of(bots))).lines());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(bots + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException("--bots " + bots + " cannot be read: " + e, e);
        }
    }

    private Optional<Optional<String>> database() throws IOException {
        if (geo == null) {
            return Optional.empty();
        }
        if (geo.equals(NONE)) {
            return Optional.of(Optional.empty());
        }
        Path file = Path.of(geo).toAbsolutePath().normalize();
        try (Places readable = Places.read(file)) {
            return Optional.of(Optional.of(file.toString()));
        } catch (IOException | RuntimeException e) {
            throw new IOException("--geo " + geo + " is not a readable MaxMind database: " + e.getMessage(), e);
        }
    }
}
