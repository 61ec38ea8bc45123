package io.linklog.acceptance.system;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.process.Processes;
import io.linklog.stack.supervision.Supervisor;
import io.linklog.stack.whole.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A whole Linklog on free ports in a folder of its own. {@code ./linklog up} starts it and {@code ./linklog down} stops
 * it. Thread-safe.
 */
public final class Linklog implements AutoCloseable {

    /** The processes of Linklog's services, without the edge. */
    public static final List<String> SERVICES =
            List.of("command-service", "streams-topology", "projector", "query-service");

    /** The processes of the servers. */
    public static final List<String> SERVERS = List.of("kafka", "cassandra", "etcd", "registry");

    /** The system property that names the folder of a running stack. Tests then use that stack and start none. */
    private static final String RUNNING = "linklog.acceptance.dir";

    private final Path root;
    private final Path folder;
    private final boolean mine;
    private final Addresses addresses;
    private final Traces traces;
    private final Cli cli;
    private final Api api;
    private final Processes processes;

    private Linklog(Path root, Path folder, boolean mine, Addresses addresses, Traces traces) {
        this.root = root;
        this.folder = folder;
        this.mine = mine;
        this.addresses = addresses;
        this.traces = traces;
        this.cli = new Cli(root, folder, settings(traces));
        this.api = new Api("http://localhost:" + addresses.port("LINKLOG_EDGE_PORT"), folder.resolve("admin.key"));
        this.processes = new Processes(folder);
    }

    /** Starts a system on the data of an {@link EarlierBuild}, without those of an earlier run. */
    public static Linklog start() {
        Path root = Checkout.find().root();
        String running = System.getProperty(RUNNING);
        if (running != null && !running.isBlank()) {
            Path folder = Path.of(running);
            return new Linklog(root, folder, false, Addresses.load(folder).orElseThrow(), new Traces());
        }
        Path folder = root.resolve("acceptance/target/linklog");
        Cli cli = new Cli(root, folder, Map.of());
        if (Files.exists(folder)) {
            cli.run("down"); // left behind by a killed run
            delete(folder);
        }
        new EarlierBuild(root).unpack(folder);
        Addresses addresses = Addresses.free();
        addresses.save(folder);
        Linklog linklog = new Linklog(root, folder, true, addresses, new Traces());
        Runtime.getRuntime().addShutdownHook(new Thread(linklog::close, "linklog-down"));
        linklog.up();
        return linklog;
    }

    /** The settings of all processes. None lives long enough to gain from the second compiler (C2). */
    private static Map<String, String> settings(Traces traces) {
        Map<String, String> settings = new HashMap<>(traces.settings());
        settings.put("LINKLOG_JVM_OPTIONS", "-XX:TieredStopAtLevel=1");
        return settings;
    }

    /** Starts the processes that do not run. All run when it returns. */
    public void up() {
        cli.run("up").is(0);
    }

    public Path root() {
        return root;
    }

    public Path folder() {
        return folder;
    }

    /** The header line with the admin key. */
    public String keyHeader() {
        try {
            return Files.readString(folder.resolve("admin.header")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Cli cli() {
        return cli;
    }

    public Api api() {
        return api;
    }

    /** The collector of its spans. */
    public Traces traces() {
        return traces;
    }

    /** @param setting for instance {@code LINKLOG_KAFKA_PORT} */
    public int port(String setting) {
        return addresses.port(setting);
    }

    /** Settings for a client of this Kafka, with more settings added. */
    public Map<String, Object> kafka(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", "127.0.0.1:" + port("LINKLOG_KAFKA_PORT"));
        return settings;
    }

    public String registryUrl() {
        return "http://127.0.0.1:" + port("LINKLOG_REGISTRY_PORT") + "/apis/ccompat/v7";
    }

    /**
     * {@code kill -9}. The process stays away until {@link #up}: the supervisor, which would start it again after a
     * second, is killed first.
     */
    public void kill(String process) {
        if (runs(Supervisor.NAME)) {
            processes.crash(Supervisor.NAME);
        }
        crash(process);
    }

    /** {@code kill -9}. The supervisor starts the process again. */
    public void crash(String process) {
        processes.crash(process);
    }

    /** Freezes a process (SIGSTOP): it exists, but does not answer. */
    public void suspend(String process) {
        processes.suspend(process);
    }

    /** Continues a frozen process (SIGCONT). */
    public void resume(String process) {
        processes.resume(process);
    }

    public long pid(String process) {
        return processes
                .find(process)
                .orElseThrow(() -> new AssertionError(process + " does not run"))
                .pid();
    }

    /** Whether every process runs. If so, a test can do without {@link #up}, which takes seconds. */
    public boolean allRun() {
        return Stream.of(List.of("edge", "edge-agent", Supervisor.NAME), SERVICES, SERVERS)
                .flatMap(List::stream)
                .allMatch(this::runs);
    }

    public boolean runs(String process) {
        return processes.find(process).isPresent();
    }

    /** Fails unless a link can be created and followed. */
    public void createAndFollow() {
        String code = api.create(Api.link("https://example.org/good")).is(201).member("shortCode");
        api.get("/" + code).is(302);
    }

    /** A code that no link has. */
    public static String freshSlug(String prefix) {
        return prefix + "-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 50), 36);
    }

    /** Stops everything. Idempotent. */
    @Override
    public synchronized void close() {
        if (mine && !processes.names().isEmpty()) {
            SERVERS.stream().filter(this::runs).forEach(this::resume);
            SERVICES.stream().filter(this::runs).forEach(this::resume);
            cli.run("down");
        }
        traces.close();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
