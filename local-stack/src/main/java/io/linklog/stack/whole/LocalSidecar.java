package io.linklog.stack.whole;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sidecar for one program on this machine: HAProxy and its agent, which are two processes of a stack. The supervisor
 * starts them again when they die; {@code up} does not know of them. Immutable.
 */
public final class LocalSidecar {

    /** No service has a name with this prefix. */
    private static final String PREFIX = "sidecar-";

    private static final String MODULE = "sidecar";
    private static final int HEAP_MEGABYTES = 64;
    private static final Duration GRACE = Duration.ofSeconds(30);
    /** As for service instances: callers need this time to change to others. */
    private static final String DRAIN_PAUSE = "3s";

    private final Checkout checkout;
    private final WholeStack stack;
    private final String program;

    /** @param program the name of its service */
    public LocalSidecar(Checkout checkout, WholeStack stack, String program) {
        this.checkout = checkout;
        this.stack = stack;
        this.program = program;
    }

    /** Whether a process of this name belongs to a sidecar. */
    static boolean isOne(String processName) {
        return processName.startsWith(PREFIX);
    }

    private String proxyName() {
        return PREFIX + program;
    }

    private String agentName() {
        return PREFIX + program + "-agent";
    }

    public boolean runs() {
        return stack.processes().find(proxyName()).isPresent()
                || stack.processes().find(agentName()).isPresent();
    }

    /** The certificate file of the program, relative to the stack's folder. It need not exist. */
    public Path certificate() {
        return Path.of("certs", program + ".pem");
    }

    public Path log() {
        return stack.processes().log(proxyName());
    }

    /**
     * Starts agent and proxy and waits until both answer.
     *
     * @param ports of the proxy, its metrics and the agent
     * @param settings of the agent; keys are names of environment variables
     * @throws StackException when one fails; neither is left running
     */
    public void start(SidecarPorts ports, Map<String, String> settings, ConcurrentStart.Progress progress) {
        try {
            new ConcurrentStart(stack.processes())
                    .run(
                            List.of(
                                    new ConcurrentStart.Step(new Agent(ports, settings), Set.of()),
                                    new ConcurrentStart.Step(new Proxy(ports), Set.of(agentName()))),
                            progress);
        } catch (RuntimeException e) {
            stack.end(List.of(proxyName(), agentName()));
            throw e;
        }
    }

    /** Stops the agent, which deregisters, then the proxy that carries the calls. */
    public void stop() {
        stack.processes().stop(agentName(), GRACE);
        stack.processes().stop(proxyName(), GRACE);
    }

    /**
     * @param calls for the calls of the program
     * @param metrics of HAProxy's metrics
     * @param admin of the agent
     */
    public record SidecarPorts(int calls, int metrics, int admin) {}

    private final class Agent implements Program {

        private final SidecarPorts ports;
        private final Map<String, String> settings;

        Agent(SidecarPorts ports, Map<String, String> settings) {
            this.ports = ports;
            this.settings = settings;
        }

        @Override
        public String name() {
            return agentName();
        }

        @Override
        public List<ListenPort> listens() {
            return List.of(new ListenPort(ports.admin(), "./linklog sidecar"));
        }

        @Override
        public Launch prepare() throws IOException {
            Path folder = stack.folder();
            Path state = Files.createDirectories(folder.resolve("data").resolve(agentName()));
            List<String> command = new ArrayList<>();
            command.add(Jdk.current().java());
            command.addAll(Tuning.LOAD.jvm(HEAP_MEGABYTES));
            command.addAll(ClassArchive.flagsIfThere(MODULE, checkout.runnable(MODULE)));
            command.addAll(List.of("-cp", checkout.runnable(MODULE), "io.linklog.sidecar.SidecarAgent"));
            Map<String, String> own = new LinkedHashMap<>(stack.addresses().environment());
            own.putAll(new TraceMode(folder).environment());
            own.put("LINKLOG_SIDECAR_ROLE", "sidecar");
            own.put("LINKLOG_SIDECAR_PROGRAM", program);
            own.put("LINKLOG_HTTP_PORT", Integer.toString(ports.calls()));
            own.put("LINKLOG_PROXY_METRICS_PORT", Integer.toString(ports.metrics()));
            own.put("LINKLOG_ADMIN_PORT", Integer.toString(ports.admin()));
            own.put("LINKLOG_PROXY_DIR", sharedFolder().toString());
            own.put("LINKLOG_INSTANCE_ID", program + "-sidecar");
            own.put("LINKLOG_STATE_DIR", state.toString());
            own.put("LINKLOG_DRAIN_PAUSE", DRAIN_PAUSE);
            own.putAll(settings);
            return new Launch(command, own, folder);
        }

        /** Ready when it has written HAProxy's configuration. */
        @Override
        public boolean answers() throws IOException, NotReady {
            return ReadyQuestion.ask(ports.admin());
        }
    }

    private final class Proxy implements Program {

        private final SidecarPorts ports;

        Proxy(SidecarPorts ports) {
            this.ports = ports;
        }

        @Override
        public String name() {
            return proxyName();
        }

        @Override
        public List<ListenPort> listens() {
            return List.of(
                    new ListenPort(ports.calls(), "--port"), new ListenPort(ports.metrics(), "./linklog sidecar"));
        }

        @Override
        public Launch prepare() {
            return HaproxyLaunch.of(proxyName(), sharedFolder().resolve("haproxy.cfg"), stack.folder());
        }

        @Override
        public boolean answers() throws IOException {
            return HttpProbe.get("http://127.0.0.1:" + ports.metrics() + "/livez")
                            .status()
                    == 200;
        }
    }

    /** Relative to the stack's folder, as for the edge. */
    private Path sharedFolder() {
        return Path.of("conf", proxyName());
    }
}
