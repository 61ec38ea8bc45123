package io.linklog.projector.replay;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.LogBridge;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.ProjectorSettings;
import io.linklog.projector.StoresOpener;
import io.linklog.projector.commands.CommandLineEtcd;
import io.linklog.projector.commands.SwitchFailurePrinter;
import io.linklog.projector.projection.ProjectionStores;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./linklog replay}. Exit code 0: switched, or equal in a dry run; 1: not switched; 2: wrong options. */
@Command(
        name = "linklog replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Rebuilds all tables in Cassandra from the log, in a fresh keyspace, while the old one serves readers."
                        + " Compares both row by row and switches readers. Run it again to continue a replay that"
                        + " was stopped.")
public final class ReplayMain implements Callable<Integer> {

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

    @Option(names = "--dry-run", description = "rebuild and compare, but do not switch")
    private boolean dryRun;

    @Option(names = "--force", description = "switch even if the keyspaces differ")
    private boolean force;

    private final Map<String, String> environment;
    private final PrintStream out;

    ReplayMain(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] args) {
        LogBridge.install();
        System.exit(commandLine(System.getenv(), System.out).execute(args));
    }

    static CommandLine commandLine(Map<String, String> environment, PrintStream out) {
        return new CommandLine(new ReplayMain(environment, out))
                .setExecutionExceptionHandler(new SwitchFailurePrinter(out));
    }

    @Override
    public Integer call() throws Exception {
        if (rate < 0 || inFlight < 1) {
            System.err.println("--rate must be 0 or more, --in-flight 1 or more.");
            return 2;
        }
        Env env = new Env(environment);
        ProjectorSettings settings = ProjectorSettings.from(env);
        env.check();
        boolean terminal = System.console() != null;
        try (Closer closer = new Closer()) {
            Etcd etcd = CommandLineEtcd.open(settings.service().etcd(), closer);
            // without tracing: the traces of old records are finished
            Health health = new Health();
            ProjectionStores stores = StoresOpener.open(settings, Tracing.off(), health, closer);
            Replay.Options options = new Replay.Options(rate, inFlight, restart, force, dryRun);
            new Replay(stores, etcd, options, health, terminal, out).run();
        }
        return 0;
    }
}
