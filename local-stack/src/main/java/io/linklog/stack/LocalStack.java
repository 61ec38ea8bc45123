package io.linklog.stack;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import io.linklog.stack.process.Watchdog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Real servers that live as long as this object, or, should this JVM be killed, as long as the JVM. Data stays in the
 * folder and is found again by the next stack there. Thread-safe.
 */
public final class LocalStack implements AutoCloseable {
    /** Well below the 30 s that surefire gives a test JVM to end. */
    private static final int ARCHIVE_SECONDS = 12;

    private final Path folder;
    private final ServerPorts ports;
    private final Processes processes;
    private final Map<Server, Program> programs;
    private final Watchdog watchdog;
    private boolean closed;

    private LocalStack(Builder builder) {
        this.folder = builder.folder.toAbsolutePath();
        this.ports = builder.ports;
        this.processes = new Processes(folder);
        this.programs = programs(Checkout.find(), folder, ports, builder.tuning);
        this.watchdog = new Watchdog(processes.runFolder());
    }

    /** The servers' definitions, for whoever starts them in another way than this class does. */
    public static Map<Server, Program> programs(Checkout checkout, Path folder, ServerPorts ports, Tuning tuning) {
        Map<Server, Program> programs = new EnumMap<>(Server.class);
        programs.put(Server.KAFKA, new KafkaServer(checkout, folder, ports, tuning));
        programs.put(Server.CASSANDRA, new CassandraServer(checkout, folder, ports, tuning));
        programs.put(Server.ETCD, new EtcdServer(folder, ports));
        programs.put(Server.REGISTRY, new RegistryServer(checkout, folder, ports, tuning));
        return programs;
    }

    /** @param folder for data, logs and configuration; made if it is not there */
    public static Builder builder(Path folder) {
        return new Builder(folder);
    }

    /** What to start, and how. Defaults: free ports, tuned for tests, no server. */
    public static final class Builder {
        private final Path folder;
        private final Set<Server> servers = EnumSet.noneOf(Server.class);
        private ServerPorts ports = ServerPorts.free();
        private Tuning tuning = Tuning.START;

        private Builder(Path folder) {
            this.folder = folder;
        }

        /** With what they need: the registry brings Kafka. */
        public Builder with(Server... wanted) {
            servers.addAll(Arrays.asList(wanted));
            return this;
        }

        public Builder ports(ServerPorts chosen) {
            this.ports = chosen;
            return this;
        }

        public Builder tuning(Tuning chosen) {
            this.tuning = chosen;
            return this;
        }

        /** Returns when every server answers; on failure nothing is left running. */
        public LocalStack start() {
            LocalStack stack = new LocalStack(this);
            try {
                stack.start(servers);
                return stack;
            } catch (RuntimeException e) {
                try {
                    stack.close();
                } catch (RuntimeException suppressed) {
                    e.addSuppressed(suppressed);
                }
                throw e;
            }
        }
    }

    /** Starts those that do not run, at the same time, on the ports and data they had; returns when all answer. */
    public void start(Server... servers) {
        start(EnumSet.copyOf(Arrays.asList(servers)));
    }

    private void start(Set<Server> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        Set<Server> servers = EnumSet.copyOf(wanted);
        if (servers.contains(Server.REGISTRY)) {
            servers.add(Server.KAFKA);
        }
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("The stack in " + folder + " is closed");
            }
        }
        List<ConcurrentStart.Step> steps = servers.stream()
                .map(server -> new ConcurrentStart.Step(programs.get(server), needs(server)))
                .toList();
        new ConcurrentStart(processes).run(steps, ConcurrentStart.Progress.LOGGED);
    }

    /** The registry could wait for Kafka by itself, but would take its share of the processors from it meanwhile. */
    public static Set<String> needs(Server server) {
        return server == Server.REGISTRY ? Set.of(Server.KAFKA.processName()) : Set.of();
    }

    /** Asks the server to end and waits for it; kills it after 20 seconds. */
    public void stop(Server server) {
        stop(server, Duration.ofSeconds(20));
    }

    private void stop(Server server, Duration grace) {
        if (processes.stop(server.processName(), grace)) {
            programs.get(server).endedInOrder();
        }
    }

    /** {@code kill -9}; returns once the process is gone. */
    public void kill(Server server) {
        processes.kill(server.processName());
    }

    /** Freezes the process: connections stay open and nothing answers. */
    public void suspend(Server server) {
        processes.suspend(server.processName());
    }

    /** Lets a frozen process go on. */
    public void resume(Server server) {
        processes.resume(server.processName());
    }

    public boolean isRunning(Server server) {
        return processes.find(server.processName()).isPresent();
    }

    public Path folder() {
        return folder;
    }

    public Path log(Server server) {
        return processes.log(server.processName());
    }

    /** {@code host:port}. */
    public String kafkaBootstrap() {
        return "127.0.0.1:" + ports.kafka();
    }

    /** {@code host:port}. */
    public String cassandraContactPoint() {
        return "127.0.0.1:" + ports.cassandra();
    }

    public String cassandraDatacenter() {
        return "datacenter1";
    }

    /** A URL. */
    public String etcdEndpoint() {
        return "http://127.0.0.1:" + ports.etcd();
    }

    /** The base of the Confluent-compatible API. */
    public String registryUrl() {
        return "http://127.0.0.1:" + ports.registry() + "/apis/ccompat/v7";
    }

    /** The settings by which every Linklog process finds these servers. */
    public Map<String, String> environment() {
        return ports.environment();
    }

    /**
     * Kills the servers at once: their data is safe against that. Only those that write a class archive, once a
     * machine, are waited for, {@value #ARCHIVE_SECONDS} s at most. Closing again does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        CompletableFuture<?>[] ends = Stream.of(Server.values())
                .filter(this::isRunning)
                .map(server -> CompletableFuture.runAsync(() -> end(server), task -> new Thread(task, "end").start()))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).join();
        } finally {
            watchdog.close();
        }
    }

    private void end(Server server) {
        if (programs.get(server).profitsFromAnOrderlyEnd()) {
            stop(server, Duration.ofSeconds(ARCHIVE_SECONDS));
        } else {
            kill(server);
        }
    }
}
