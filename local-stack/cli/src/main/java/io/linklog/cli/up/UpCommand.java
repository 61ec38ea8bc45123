package io.linklog.cli.up;

import io.linklog.cli.keys.AdminKey;
import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.StackOptions;
import io.linklog.cli.traces.TraceViewer;
import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.process.Program;
import io.linklog.stack.whole.Addresses;
import io.linklog.stack.whole.WholeStack;
import java.io.PrintWriter;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description = {
            "Starts everything that does not run: Kafka, Cassandra, etcd, the schema registry, the services, the edge.",
            "Returns when Linklog can make links and redirect. Data of earlier runs is kept. A process that dies later"
                    + " is started again.",
            "When a process does not get ready, the others go on; the next up continues from there.",
            "Each port also has a setting of its own: LINKLOG_EDGE_PORT, LINKLOG_KAFKA_PORT, …"
        })
public final class UpCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description =
                    "First of the ports, the edge's; the others follow (default: the usual ports, with the edge on"
                            + " 8080). Use it with --dir to run a second stack.")
    private @Nullable Integer portBase;

    @Option(
            names = "--traces",
            description =
                    "Trace every request until the next down, and start Zipkin, which shows the traces. Services that"
                            + " run without traces start again.")
    private boolean traces;

    @Parameters(
            paramLabel = "NAME",
            description = "Start only these processes and those they need (default: everything).")
    private List<String> names = List.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        long begin = System.nanoTime();
        PrintWriter out = command.commandLine().getOut();
        try (FileLock lock = options.lock()) {
            WholeStack everything = options.chosenStack(portBase, System.getenv());
            WholeStack stack = names.isEmpty() ? everything : everything.only(names);
            TraceViewer viewer = new TraceViewer(options.checkout(), everything);
            if (traces) {
                viewer.stopUntraced(new Board(out, Board.isTerminal(), List.of(), "running"));
            }
            List<Program> missing = stack.missing();
            if (missing.isEmpty()) {
                out.println(names.isEmpty() ? "Linklog runs already." : "These processes run already.");
            } else {
                Preflight.check(stack, missing);
                programs(out);
                options.checkout().forgetOldCopies();
                out.println((missing.size() == everything.programs().size()
                                ? "Starting Linklog"
                                : "Starting what is missing")
                        + "; logs are in " + stack.folder().resolve("logs"));
            }
            if (traces) {
                viewer.start(out);
            }
            options.saveClassPath();
            start(stack, missing, out);
            out.println("Ready in %.1f s.".formatted((System.nanoTime() - begin) / 1e9));
            sayWhatIsOld(stack, out);
            if (names.isEmpty()) {
                AdminKey key = adminKey(stack, out);
                addresses(stack.addresses(), key, out);
            }
            if (viewer.isOn()) {
                out.println("Traces of every request: " + viewer.url());
            }
            return lock.isValid() ? 0 : 1;
        }
    }

    private static void programs(PrintWriter out) {
        for (DebianPackage wanted : DebianPackage.values()) {
            if (wanted.isMissing()) {
                out.println("Downloading " + wanted.program() + " (Debian's package, unpacked into your cache) …");
                out.flush();
                wanted.find();
            }
        }
    }

    /** Ctrl-C stops the processes that this call started. */
    private static void start(WholeStack stack, List<Program> missing, PrintWriter out) {
        List<String> mine = missing.stream().map(Program::name).toList();
        Thread onInterrupt = new Thread(() -> stack.takeBack(mine), "up-interrupted");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            stack.start(new Board(out, Board.isTerminal(), mine, "waiting"));
        } finally {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        }
    }

    private static void sayWhatIsOld(WholeStack stack, PrintWriter out) {
        List<String> old = stack.runFromAnotherBuild();
        if (!old.isEmpty()) {
            out.println("Linklog was built since these were started, and they run the older build: "
                    + String.join(", ", old) + ". ./linklog down, then up, starts the new one.");
        }
    }

    private static AdminKey adminKey(WholeStack stack, PrintWriter out) {
        AdminKey key = new AdminKey(stack.folder());
        try {
            key.ensure(EtcdClient.endpoint(stack.addresses()));
        } catch (Failure e) {
            // everything runs; only the key is missing
            out.println("There is no admin key yet: " + e.getMessage() + " The next ./linklog up makes it.");
        }
        return key;
    }

    private static void addresses(Addresses addresses, AdminKey key, PrintWriter out) {
        String url = addresses.publicUrl();
        out.println();
        out.println("Make a link and follow it:");
        out.println("  curl -s -X POST " + url + "/api/v1/links -H @" + quoted(key.header())
                + " -H 'Content-Type: application/json'"
                + " -d '{\"longUrl\":\"https://example.org/\",\"customSlug\":\"hello\"}'");
        out.println("  curl -si " + url + "/hello");
        out.println();
        out.println("  API and redirects  " + url);
        out.println("  admin key          " + key.file());
        out.println("  Kafka              127.0.0.1:" + addresses.port("LINKLOG_KAFKA_PORT"));
        out.println("  schema registry    http://127.0.0.1:" + addresses.port("LINKLOG_REGISTRY_PORT")
                + "/apis/ccompat/v7");
        out.println("  Cassandra          127.0.0.1:" + addresses.port("LINKLOG_CASSANDRA_PORT") + " (datacenter1)");
        out.println("  etcd               http://127.0.0.1:" + addresses.port("LINKLOG_ETCD_PORT"));
        out.println();
        out.println("./linklog status shows the processes, ./linklog down stops them and keeps the data.");
        out.flush();
    }

    private static String quoted(Path file) {
        String text = file.toString();
        return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
