package io.linklog.projector.replay;

import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.ProjectorSettings;
import io.linklog.projector.StoresOpener;
import io.linklog.projector.commands.CommandLineEtcd;
import io.linklog.projector.commands.CommandRun;
import io.linklog.projector.commands.RunningServers;
import io.linklog.projector.projection.ProjectionStores;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./linklog replay}. Exit code 0: switched, or the tables are as the log says, or the stores are built again; 1:
 * not so; 2: wrong options.
 */
@Command(
        name = "linklog replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Rebuilds all tables in Cassandra from the log, in a fresh keyspace, while the old one serves readers."
                        + " Compares both row by row and switches readers. Run it again to continue a replay that"
                        + " was stopped.")
public final class ReplayMain implements Callable<Integer> {

    private record Opened(Etcd etcd, ProjectionStores stores) {}

    @Option(
            names = "--rate",
            paramLabel = "EVENTS",
            description = "maximum records a second for each topic; 0: no limit (default)")
    private int rate;

    @Option(
            names = "--in-flight",
            paramLabel = "WRITES",
            defaultValue = "256",
            description = "maximum number of concurrent writes (default: ${DEFAULT-VALUE})")
    private int inFlight;

    @Option(names = "--restart", description = "start a new replay even if there is an unfinished one")
    private boolean restart;

    @Option(names = "--dry-run", description = "rebuild and compare, but do not switch; leaves nothing behind")
    private boolean dryRun;

    @Option(
            names = "--verify",
            description = "compare the tables with the log, list what is missing or stale, and write only that again;"
                    + " readers stay where they are")
    private boolean verify;

    @Option(names = "--force", description = "switch even if the old keyspace has rows that the log does not explain")
    private boolean force;

    @Option(
            names = "--decider",
            description = "rebuild the stores of streams-topology in place of the tables: links, URL index, idempotency"
                    + " keys, counts of visits. Commands and visits wait meanwhile; redirects go on")
    private boolean decider;

    private final Map<String, String> environment;
    private final PrintStream out;

    ReplayMain(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] args) {
        CommandRun.exit(ReplayMain::commandLine, args);
    }

    static CommandLine commandLine(Map<String, String> environment, PrintStream out) {
        return CommandRun.line(
                new ReplayMain(environment, out), "Nothing was switched; run the command again to continue.");
    }

    @Override
    public Integer call() throws Exception {
        if (rate < 0 || inFlight < 1) {
            System.err.println("--rate must be 0 or more, --in-flight 1 or more.");
            return 2;
        }
        if ((dryRun ? 1 : 0) + (verify ? 1 : 0) + (force ? 1 : 0) > 1) {
            System.err.println("Choose one of --dry-run, --verify and --force.");
            return 2;
        }
        if (decider && (dryRun || verify || force || restart)) {
            System.err.println("--decider goes with no option of the tables.");
            return 2;
        }
        Env env = new Env(environment);
        ProjectorSettings settings = ProjectorSettings.from(env);
        env.check();
        boolean terminal = System.console() != null;
        if (decider) {
            rebuildDecider(settings, terminal);
            return 0;
        }
        try (Closer closer = new Closer()) {
            Health health = new Health();
            RunningServers servers = new RunningServers()
                    .with(settings.service().etcd())
                    .with(settings.kafka())
                    .with(settings.registry())
                    .with(settings.cassandra());
            Opened opened = servers.open(() -> new Opened(
                    CommandLineEtcd.open(settings.service().etcd(), closer),
                    // without tracing: the traces of old records are finished
                    StoresOpener.open(settings, Tracing.off(), health, closer)));
            Replay.Options options = new Replay.Options(rate, inFlight, restart, mode());
            new Replay(opened.stores, opened.etcd, options, health, terminal, out).run();
        }
        return 0;
    }

    private void rebuildDecider(ProjectorSettings settings, boolean terminal) throws Exception {
        try (Closer closer = new Closer()) {
            new RunningServers()
                    .with(settings.service().etcd())
                    .with(settings.kafka())
                    .open(() -> new DeciderReplay(
                            CommandLineEtcd.open(settings.service().etcd(), closer),
                            InstalledTopics.await(settings.kafka()),
                            terminal,
                            out))
                    .run();
        }
    }

    private Replay.Mode mode() {
        return verify
                ? Replay.Mode.VERIFY
                : dryRun ? Replay.Mode.DRY_RUN : force ? Replay.Mode.FORCE : Replay.Mode.SWITCH;
    }
}
