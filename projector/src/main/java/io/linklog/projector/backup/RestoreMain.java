package io.linklog.projector.backup;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.projector.commands.CommandRun;
import io.linklog.projector.commands.RefusedException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog restore}. Exit code 0: everything is restored; 1: not; 2: wrong options. May be repeated. */
@Command(
        name = "linklog restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Brings back what backup has saved, beside the log of the same Linklog. Linklog's services must be"
                        + " stopped. What exists and may be newer stays: a higher counter of IDs, places of limited"
                        + " links, the topic of the schema registry, journals, certificates. Other keys of etcd get"
                        + " the values of the backup.")
public final class RestoreMain implements Callable<Integer> {

    /** The leases of processes that were killed end within this time. */
    private static final Duration LEASES_END = Duration.ofSeconds(20);

    private static final long PAUSE_MS = 500;

    @Parameters(paramLabel = "FILE", description = "a file that backup has written")
    private Path file = Path.of("");

    private final Map<String, String> environment;
    private final PrintStream out;

    RestoreMain(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] args) {
        CommandRun.exit(RestoreMain::commandLine, args);
    }

    static CommandLine commandLine(Map<String, String> environment, PrintStream out) {
        return CommandRun.line(new RestoreMain(environment, out), "A part may be missing; run it again.");
    }

    @Override
    public Integer call() throws Exception {
        try (Closer closer = new Closer();
                BackupReader backup = new BackupReader(file)) {
            BackupParts parts = BackupParts.open(environment, closer);
            requireStopped(parts.etcd());
            for (BackupPart part : parts.parts()) {
                out.println(part.restore(backup));
            }
        }
        out.println("Restored from " + file + ". Start Linklog now; the projector fills tables that are missing.");
        return 0;
    }

    private static void requireStopped(Etcd etcd) throws InterruptedException {
        long end = System.nanoTime() + LEASES_END.toNanos();
        while (!etcd.await(etcd.list(new RegistryKeys(etcd.keySpace()).services()))
                .entries()
                .isEmpty()) {
            if (System.nanoTime() >= end) {
                throw new RefusedException("Services of Linklog run. Stop them first (./linklog down).");
            }
            Thread.sleep(PAUSE_MS);
        }
    }
}
