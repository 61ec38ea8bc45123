package io.linklog.acceptance.system;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.process.Processes;
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
 * One whole Linklog, started by {@code ./linklog up} on free ports in a folder of its own, ended by {@code ./linklog
 * down}. Thread-safe.
 */
public final class Linklog implements AutoCloseable {

    /** Our own processes, the edge apart. */
    public static final List<String> SERVICES =
            List.of("command-service", "streams-topology", "projector", "query-service");

    /** What they stand on. */
    public static final List<String> SERVERS = List.of("kafka", "cassandra", "etcd", "registry");

    /** Names the folder of a stack that runs already and shall be used, to work on a test without waiting. */
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
        this.api = new Api("http://localhost:" + addresses.port("LINKLOG_EDGE_PORT"));
        this.processes = new Processes(folder);
    }

    /** Starts a fresh one, without the data of an earlier run. */
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
            cli.run("down"); // of a run that was killed
            delete(folder);
        }
        Addresses addresses = Addresses.free();
        addresses.save(folder);
        Linklog linklog = new Linklog(root, folder, true, addresses, new Traces());
        Runtime.getRuntime().addShutdownHook(new Thread(linklog::close, "linklog-down"));
        linklog.up();
        return linklog;
    }

    /** No process lives long enough for the second compiler to earn its work. */
    private static Map<String, String> settings(Traces traces) {
        Map<String, String> settings = new HashMap<>(traces.settings());
        settings.put("LINKLOG_JVM_OPTIONS", "-XX:TieredStopAtLevel=1");
        return settings;
    }

    /** Starts what does not run; everything runs when it returns. */
    public void up() {
        cli.run("up").is(0);
    }

    public Path root() {
        return root;
    }

    public Path folder() {
        return folder;
    }

    public Cli cli() {
        return cli;
    }

    public Api api() {
        return api;
    }

    /** Where its spans arrive. */
    public Traces traces() {
        return traces;
    }

    /** @param setting for instance {@code LINKLOG_KAFKA_PORT} */
    public int port(String setting) {
        return addresses.port(setting);
    }

    /** Settings of a client of our Kafka, with more of its own. */
    public Map<String, Object> kafka(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", "127.0.0.1:" + port("LINKLOG_KAFKA_PORT"));
        return settings;
    }

    public String registryUrl() {
        return "http://127.0.0.1:" + port("LINKLOG_REGISTRY_PORT") + "/apis/ccompat/v7";
    }

    /** {@code kill -9}; {@code ./linklog status} sees a process that died. */
    public void kill(String process) {
        processes.crash(process);
    }

    /** SIGSTOP: it is there and does not answer. */
    public void suspend(String process) {
        processes.suspend(process);
    }

    /** SIGCONT. */
    public void resume(String process) {
        processes.resume(process);
    }

    public long pid(String process) {
        return processes
                .find(process)
                .orElseThrow(() -> new AssertionError(process + " does not run"))
                .pid();
    }

    public boolean runs(String process) {
        return processes.find(process).isPresent();
    }

    /** A code that nobody has. */
    public static String freshSlug(String prefix) {
        return prefix + "-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 50), 36);
    }

    /** Ends everything. Idempotent. */
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
