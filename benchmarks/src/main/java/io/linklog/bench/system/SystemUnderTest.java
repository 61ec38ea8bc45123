package io.linklog.bench.system;

import io.linklog.bench.load.ProcessCpu;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import io.linklog.stack.whole.Service;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A whole Linklog with an edge and a sidecar, on free ports and with data of its own. Each server, service and proxy is
 * a process, tuned as by {@code ./linklog up}; visits are not logged. Confined to one thread.
 */
public final class SystemUnderTest implements AutoCloseable {

    /** The topology's heap under {@code ./linklog up}. The bare topology gets the same. */
    public static final int TOPOLOGY_HEAP_MEGABYTES = Service.TOPOLOGY.heapMegabytes();

    /** The process of the first query-service, and the name that callers use for the service. */
    public static final String QUERY = Service.QUERY.module();

    private static final List<String> SERVICES = Stream.of(
                    Service.COMMAND, Service.TOPOLOGY, Service.PROJECTOR, Service.QUERY)
            .map(Service::module)
            .toList();
    private static final String EDGE = "edge";
    private static final String SIDECAR = "sidecar";
    private static final String AGENT = "-agent";
    private static final Duration STOP = Duration.ofSeconds(30);

    private final LocalStack servers;
    private final Processes processes;
    private final Checkout checkout = Checkout.find();
    private final int partitions;
    private final List<String> jvm;
    private final List<String> moreCommandServices = new ArrayList<>();
    private final int commandPort;
    private final int queryPort;
    private final HaproxyProgram edge;
    private final HaproxyProgram sidecar;

    /**
     * Starts everything and returns when all processes are ready.
     *
     * @param folder for data and logs
     * @param partitions of the topics
     * @param jvm more flags for the JVM of every service; {@code %n} is replaced by its name
     */
    public static SystemUnderTest start(Path folder, int partitions, List<String> jvm) {
        LocalStack servers = LocalStack.builder(folder)
                .tuning(Tuning.LOAD)
                .with(Server.values())
                .start();
        SystemUnderTest linklog = new SystemUnderTest(servers, partitions, jvm);
        try {
            linklog.startServices();
            return linklog;
        } catch (RuntimeException e) {
            linklog.close();
            throw e;
        }
    }

    private SystemUnderTest(LocalStack servers, int partitions, List<String> jvm) {
        this.servers = servers;
        this.partitions = partitions;
        this.jvm = List.copyOf(jvm);
        this.processes =
                new Processes(servers.folder()); // in the servers' folder, where their watchdog sees these processes
        List<Integer> ports = FreePorts.choose(6);
        this.commandPort = ports.get(0);
        this.queryPort = ports.get(1);
        this.edge = haproxy(EDGE, ports.get(2), ports.get(3));
        this.sidecar = haproxy(SIDECAR, ports.get(4), ports.get(5));
    }

    private HaproxyProgram haproxy(String name, int port, int metricsPort) {
        return new HaproxyProgram(
                name, port, metricsPort, servers.folder().resolve("services").resolve(name + AGENT));
    }

    /** The proxies start first, so that the services join them at run time, as after {@code scale}. */
    private void startServices() {
        Set<String> proxies = Set.of(EDGE, SIDECAR);
        new ConcurrentStart(processes)
                .run(
                        List.of(
                                step(agent(edge, Map.of("LINKLOG_SIDECAR_ROLE", "edge"))),
                                step(agent(
                                        sidecar,
                                        Map.of(
                                                "LINKLOG_SIDECAR_ROLE", "sidecar",
                                                "LINKLOG_SIDECAR_PROGRAM", "bench",
                                                "LINKLOG_SIDECAR_CALLS", Service.QUERY.module()))),
                                new ConcurrentStart.Step(edge, Set.of(EDGE + AGENT)),
                                new ConcurrentStart.Step(sidecar, Set.of(SIDECAR + AGENT)),
                                new ConcurrentStart.Step(
                                        commandService(Service.COMMAND.module(), commandPort), proxies),
                                step(topology(OptionalInt.empty())),
                                step(service(Service.PROJECTOR.module(), Service.PROJECTOR, Map.of())),
                                new ConcurrentStart.Step(
                                        queryService(Service.QUERY.module(), queryPort, Map.of()), proxies)),
                        ConcurrentStart.Progress.LOGGED);
    }

    private static ConcurrentStart.Step step(Program program) {
        return new ConcurrentStart.Step(program, Set.of());
    }

    private Program commandService(String name, int port) {
        return service(name, Service.COMMAND, Map.of("LINKLOG_HTTP_PORT", Integer.toString(port)));
    }

    private Program queryService(String name, int port, Map<String, String> settings) {
        Map<String, String> own = new LinkedHashMap<>(settings);
        own.put("LINKLOG_HTTP_PORT", Integer.toString(port));
        return service(name, Service.QUERY, own);
    }

    /** Starts instances of command-service until there are this many. */
    public void scaleCommandService(int count) {
        while (1 + moreCommandServices.size() < count) {
            String name = Service.COMMAND.module() + "-" + (moreCommandServices.size() + 2);
            moreCommandServices.add(name);
            new ProgramStart(processes)
                    .of(commandService(name, FreePorts.choose(1).get(0)));
        }
    }

    /** Restarts the topology with another commit interval; empty for its default. */
    public void restartTopology(OptionalInt commitMillis) {
        processes.stop(Service.TOPOLOGY.module(), STOP);
        new ProgramStart(processes).of(topology(commitMillis));
    }

    private Program topology(OptionalInt commitMillis) {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("LINKLOG_STATE_DIR", servers.folder().resolve("data/topology").toString());
        commitMillis.ifPresent(millis -> own.put("LINKLOG_TOPOLOGY_COMMIT_INTERVAL", millis + "ms"));
        return service(Service.TOPOLOGY.module(), Service.TOPOLOGY, own);
    }

    private Program agent(HaproxyProgram haproxy, Map<String, String> role) {
        Map<String, String> own = new LinkedHashMap<>(role);
        own.put("LINKLOG_HTTP_PORT", Integer.toString(haproxy.port()));
        own.put("LINKLOG_PROXY_METRICS_PORT", Integer.toString(haproxy.metricsPort()));
        own.put("LINKLOG_PROXY_DIR", HaproxyProgram.SHARED.toString());
        own.put("LINKLOG_STATE_DIR", "state");
        return process(haproxy.name() + AGENT, "sidecar", "io.linklog.sidecar.SidecarAgent", 96, false, own);
    }

    public HaproxyProgram edge() {
        return edge;
    }

    /** The sidecar of a program that calls query-service. */
    public HaproxyProgram sidecar() {
        return sidecar;
    }

    /** The flags of a JVM with this heap, as under {@code ./linklog up}. */
    public static List<String> jvm(int heapMegabytes) {
        return List.of("-Xms" + heapMegabytes / 2 + "m", "-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC");
    }

    /**
     * Starts one more query-service for the same links.
     *
     * @param settings in addition to those of the first, which logs no visits
     * @return the port of its API
     */
    public int startQueryService(String name, Map<String, String> settings) {
        int port = FreePorts.choose(1).get(0);
        new ProgramStart(processes).of(queryService(name, port, settings));
        return port;
    }

    /** Stops an instance that {@link #startQueryService} started. */
    public void stopQueryService(String name) {
        processes.stop(name, STOP);
    }

    private Program service(String name, Service kind, Map<String, String> own) {
        return process(name, kind.module(), kind.mainClass(), kind.heapMegabytes(), kind.yields(), own);
    }

    private Program process(
            String name, String module, String mainClass, int heapMegabytes, boolean yields, Map<String, String> own) {
        int adminPort = FreePorts.choose(1).get(0);
        Map<String, String> environment = new LinkedHashMap<>(servers.environment());
        environment.put("LINKLOG_PARTITIONS", Integer.toString(partitions));
        environment.put("LINKLOG_ADMIN_PORT", Integer.toString(adminPort));
        environment.put("LINKLOG_PUBLIC_URL", "http://localhost:" + queryPort);
        environment.put("LINKLOG_INSTANCE_ID", name + "-1");
        environment.put("LINKLOG_BIND_HOST", "127.0.0.1");
        // what the check of a key costs a call is measured alone, by KeyCheckBenchmark
        environment.put("LINKLOG_API_KEYS", "off");
        // the processing of visits takes CPU time from other measurements; experiments with visits turn them on
        environment.put("LINKLOG_VISITS", "off");
        environment.putAll(own);
        List<String> flags = new ArrayList<>(jvm(heapMegabytes));
        jvm.forEach(flag -> flags.add(flag.replace("%n", name)));
        return new MeasuredProgram(
                name, module, mainClass, adminPort, environment, flags, yields, checkout, servers.folder());
    }

    public LocalStack servers() {
        return servers;
    }

    /** A client of the registry, to read and write topics directly. */
    public SchemaRegistry schemaRegistry() {
        return new SchemaRegistry(new SchemaRegistry.Settings(
                List.of(URI.create(servers.registryUrl())), null, null, Duration.ofSeconds(10)));
    }

    public int partitions() {
        return partitions;
    }

    /** The API of the first command-service. */
    public InetSocketAddress commandService() {
        return new InetSocketAddress("127.0.0.1", commandPort);
    }

    /** The API of the first query-service. */
    public InetSocketAddress queryService() {
        return new InetSocketAddress("127.0.0.1", queryPort);
    }

    /** The CPU time of a service or server. */
    public ProcessCpu cpu(String name) {
        return ProcessCpu.of(processes.find(name).orElseThrow().pid());
    }

    /** The CPU time of every process that takes part in a create, by name. */
    public Map<String, ProcessCpu> cpus() {
        Map<String, ProcessCpu> cpus = new LinkedHashMap<>();
        SERVICES.forEach(name -> cpus.put(name, cpu(name)));
        moreCommandServices.forEach(name -> cpus.put(name, cpu(name)));
        for (Server server : Server.values()) {
            cpus.put(server.processName(), cpu(server.processName()));
        }
        return cpus;
    }

    @Override
    public void close() {
        try {
            moreCommandServices.forEach(name -> processes.stop(name, STOP));
            SERVICES.forEach(name -> processes.stop(name, STOP));
            List.of(EDGE, EDGE + AGENT, SIDECAR, SIDECAR + AGENT).forEach(name -> processes.stop(name, STOP));
        } finally {
            servers.close();
        }
    }
}
