package io.linklog.cli.up;

import io.linklog.cli.options.Failure;
import io.linklog.cli.options.StackOptions;
import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.whole.LocalSidecar;
import io.linklog.stack.whole.WholeStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sidecar",
        description = {
            "Starts a sidecar beside a program. The sidecar finds the services that the program calls, balances, "
                    + "retries and traces the calls. With a certificate (./linklog certs NAME) it uses mutual TLS.",
            "",
            "A program behind -- runs here, with http_proxy and LINKLOG_SIDECAR set to the sidecar's address; the "
                    + "sidecar stops when it ends. Without a program the sidecar runs until --stop or ./linklog down."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog sidecar reports --calls query-service -- curl -s http://query-service/hello",
            "  ./linklog sidecar greeter --door-to 7000 --allow reports",
            "  ./linklog sidecar greeter --stop"
        })
public final class SidecarCommand implements Callable<Integer> {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?");

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "Port for the program's calls: http://127.0.0.1:PORT with the service's name in Host (default: a"
                            + " free port).")
    private @Nullable Integer port;

    @Option(
            names = "--calls",
            paramLabel = "SERVICES",
            description = "Services that it may call, comma-separated; by mutual TLS if NAME has a certificate.")
    private String calls = "";

    @Option(
            names = "--calls-plain",
            paramLabel = "SERVICES",
            description = "Services that it calls without TLS although NAME has a certificate.")
    private String plainCalls = "";

    @Option(
            names = "--door-to",
            paramLabel = "PORT",
            description =
                    "Port where the program listens on this machine, 7000 or localhost:7000. Other sidecars reach it"
                            + " as NAME by mutual TLS, which needs a certificate.")
    private @Nullable String doorTo;

    @Option(
            names = "--allow",
            paramLabel = "SERVICES",
            description = "Names in the certificates of its callers, comma-separated.")
    private String allow = "";

    @Option(names = "--stop", description = "Stop the sidecar of NAME.")
    private boolean stop;

    @Parameters(index = "0", paramLabel = "NAME", description = "The program's name, as a service.")
    private String name = "";

    @Parameters(
            index = "1..*",
            paramLabel = "PROGRAM",
            description = "The program to run beside it, with its arguments.")
    private List<String> program = List.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        return Failure.report(command, this::work);
    }

    private int work() throws IOException, InterruptedException {
        if (!NAME.matcher(name).matches()) {
            throw new Failure(
                    2, "'" + name + "' is not a name: use up to 64 small letters, digits, dots and hyphens.", null);
        }
        PrintWriter out = command.commandLine().getOut();
        WholeStack stack = options.existingStack();
        LocalSidecar sidecar = new LocalSidecar(options.checkout(), stack, name);
        if (stop) {
            boolean ran = sidecar.runs();
            sidecar.stop();
            out.println(ran ? "The sidecar of " + name + " is stopped." : name + " has no sidecar.");
            out.flush();
            return 0;
        }
        if (sidecar.runs()) {
            throw new Failure(name + " has a sidecar already; ./linklog sidecar " + name + " --stop stops it.", null);
        }
        if (stack.processes().find("etcd").isEmpty()) {
            throw new Failure("A sidecar needs etcd, which does not run: start it with ./linklog up.", null);
        }
        List<Integer> free = FreePorts.choose(4);
        LocalSidecar.SidecarPorts ports =
                new LocalSidecar.SidecarPorts(port == null ? free.get(0) : port, free.get(1), free.get(2));
        Map<String, String> settings = settings(sidecar, stack, free.get(3));
        if (program.isEmpty()) {
            sidecar.start(ports, settings, new Board(out, Board.isTerminal(), List.of(), "running"));
            say(out, ports, settings);
            return 0;
        }
        return beside(sidecar, ports, settings);
    }

    private Map<String, String> settings(LocalSidecar sidecar, WholeStack stack, int door) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("LINKLOG_SIDECAR_CALLS", calls);
        settings.put("LINKLOG_SIDECAR_CALLS_PLAIN", plainCalls);
        boolean hasCertificate = Files.exists(stack.folder().resolve(sidecar.certificate()));
        if (hasCertificate) {
            settings.put("LINKLOG_SIDECAR_CERT_FILE", sidecar.certificate().toString());
        }
        if (doorTo != null) {
            if (!hasCertificate) {
                throw new Failure("A door needs a certificate: ./linklog certs " + name + " makes one.", null);
            }
            settings.put("LINKLOG_SIDECAR_PROGRAM_PORT", doorTo.replaceFirst("^(localhost|127\\.0\\.0\\.1):", ""));
            settings.put("LINKLOG_SIDECAR_DOOR_PORT", Integer.toString(door));
            settings.put("LINKLOG_SIDECAR_ALLOW", allow);
        }
        return settings;
    }

    private void say(PrintWriter out, LocalSidecar.SidecarPorts ports, Map<String, String> settings) {
        out.println(name + " calls others at http://127.0.0.1:" + ports.calls()
                + ", with the service's name in Host; or as its http_proxy.");
        String door = settings.get("LINKLOG_SIDECAR_DOOR_PORT");
        if (door != null) {
            out.println("Others reach it on port " + door + " by mutual TLS: "
                    + (allow.isEmpty() ? "no caller yet, --allow names them" : allow) + ".");
        }
        out.println("Figures: http://127.0.0.1:" + ports.metrics() + "/metrics (HAProxy), http://127.0.0.1:"
                + ports.admin() + "/metrics (its agent). ./linklog sidecar " + name + " --stop stops it.");
        out.flush();
    }

    /** Runs the program; only the program writes to the terminal. */
    private int beside(LocalSidecar sidecar, LocalSidecar.SidecarPorts ports, Map<String, String> settings)
            throws IOException, InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                sidecar.stop();
            }
        };
        // Ctrl-C ends this JVM without a return to here
        Runtime.getRuntime().addShutdownHook(new Thread(end, "end-sidecar"));
        try {
            sidecar.start(ports, settings, ConcurrentStart.Progress.LOGGED);
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(program)).inheritIO();
            String address = "http://127.0.0.1:" + ports.calls();
            builder.environment().put("LINKLOG_SIDECAR", address);
            builder.environment().put("http_proxy", address);
            builder.environment().put("no_proxy", "localhost,127.0.0.1");
            Process process;
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new Failure("Cannot run " + program.get(0) + ": " + e.getMessage() + ".", e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-program"));
            return process.waitFor();
        } finally {
            end.run();
        }
    }
}
