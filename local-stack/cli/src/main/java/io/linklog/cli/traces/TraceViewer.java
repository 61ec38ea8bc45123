package io.linklog.cli.traces;

import io.linklog.stack.Server;
import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Program;
import io.linklog.stack.whole.TraceMode;
import io.linklog.stack.whole.WholeStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Zipkin and the bridge to it, for a stack that traces every request. Zipkin keeps the traces in memory only. */
public final class TraceViewer {

    private static final String ZIPKIN = "zipkin";
    private static final String BRIDGE = "otlp-to-zipkin";
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Checkout checkout;
    private final WholeStack stack;
    private final TraceMode mode;

    public TraceViewer(Checkout checkout, WholeStack stack) {
        this.checkout = checkout;
        this.stack = stack;
        this.mode = new TraceMode(stack.folder());
    }

    public boolean isOn() {
        return mode.isOn();
    }

    /** The address of its page. */
    public String url() {
        return "http://127.0.0.1:" + port("LINKLOG_ZIPKIN_PORT") + "/zipkin/";
    }

    /**
     * Stops the programs that run without traces, the callers before the called, so that they can start with traces.
     * The servers are not traced and stay. Does nothing if the traces are on.
     */
    public void stopUntraced(WholeStack.StopProgress progress) {
        if (isOn()) {
            return;
        }
        Set<String> servers =
                Stream.of(Server.values()).map(Server::processName).collect(Collectors.toSet());
        List<String> untraced = stack.programs().stream()
                .map(Program::name)
                .filter(name -> !servers.contains(name) && stack.processes().isRecorded(name))
                .toList();
        for (int i = untraced.size() - 1; i >= 0; i--) {
            stack.stop(untraced.get(i), progress);
        }
    }

    /** Starts both unless they run. To be called before the processes start that are to be traced. */
    public void start(PrintWriter out) {
        mode.turnOn(port("LINKLOG_OTLP_PORT"));
        out.println("Starting Zipkin for the traces …");
        out.flush();
        new ConcurrentStart(stack.processes())
                .run(
                        List.of(
                                new ConcurrentStart.Step(new Zipkin(), Set.of()),
                                new ConcurrentStart.Step(new Bridge(), Set.of())),
                        ConcurrentStart.Progress.LOGGED);
    }

    /** Stops both, and the tracing. Idempotent. */
    public void stop(WholeStack.StopProgress progress) {
        for (String name : List.of(BRIDGE, ZIPKIN)) {
            if (stack.processes().isRecorded(name)) {
                progress.stopping(name);
                stack.processes().stop(name, GRACE);
                progress.onStopped(name);
            }
        }
        mode.turnOff();
    }

    private int port(String setting) {
        return stack.addresses().port(setting);
    }

    private Program.ListenPort listen(String setting) {
        return new Program.ListenPort(port(setting), setting);
    }

    private final class Zipkin implements Program {

        @Override
        public String name() {
            return ZIPKIN;
        }

        @Override
        public List<ListenPort> listens() {
            return List.of(listen("LINKLOG_ZIPKIN_PORT"));
        }

        @Override
        public Launch prepare() throws IOException {
            Path jar = checkout.file("local-stack/servers/zipkin", "zipkin.jar");
            String port = "armeria.ports[0].";
            return new Launch(
                    List.of(
                            Jdk.current().java(),
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            // this machine only: the default is every address
                            "-D" + port + "ip=127.0.0.1",
                            "-D" + port + "port=" + port("LINKLOG_ZIPKIN_PORT"),
                            "-D" + port + "protocols[0]=http",
                            // about 1 KB each
                            "-Dzipkin.storage.mem.max-spans=50000",
                            "-jar",
                            jar.toString()),
                    Map.of(),
                    Files.createDirectories(stack.folder()));
        }

        @Override
        public boolean answers() throws IOException {
            return HttpProbe.get("http://127.0.0.1:" + port("LINKLOG_ZIPKIN_PORT") + "/health")
                            .status()
                    == 200;
        }
    }

    private final class Bridge implements Program {

        @Override
        public String name() {
            return BRIDGE;
        }

        @Override
        public List<ListenPort> listens() {
            return List.of(listen("LINKLOG_OTLP_PORT"));
        }

        @Override
        public Launch prepare() throws IOException {
            return new Launch(
                    List.of(
                            Jdk.current().java(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            checkout.runnable("local-stack/cli"),
                            ZipkinBridge.class.getName(),
                            Integer.toString(port("LINKLOG_OTLP_PORT")),
                            "http://127.0.0.1:" + port("LINKLOG_ZIPKIN_PORT")),
                    Map.of(),
                    Files.createDirectories(stack.folder()));
        }

        /** A 404 is the answer of a running bridge: it has no page at the root. */
        @Override
        public boolean answers() throws IOException {
            return HttpProbe.get("http://127.0.0.1:" + port("LINKLOG_OTLP_PORT") + "/")
                            .status()
                    == 404;
        }
    }
}
