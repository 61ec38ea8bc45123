package io.linklog.stack;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Real servers that live until this object is closed or this JVM ends, even by a kill. The data stays in the folder for
 * the next stack there. Thread-safe.
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(20);

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
        this.programs = programs(Checkout.find(), folder, ports, builder.tuning, Optional.ofNullable(builder.secrets));
        this.watchdog = new Watchdog(processes.runFolder());
    }

    /** The programs of all servers, for callers that start them in their own way. */
    public static Map<Server, Program> programs(Checkout checkout, Path folder, ServerPorts ports, Tuning tuning) {
        return programs(checkout, folder, ports, tuning, Optional.empty());
    }

    private static Map<Server, Program> programs(
            Checkout checkout, Path folder, ServerPorts ports, Tuning tuning, Optional<Path> secrets) {
        Optional<KafkaSecurity> security = secrets.map(KafkaSecurity::new);
        Map<Server, Program> programs = new EnumMap<>(Server.class);
        programs.put(Server.KAFKA, new KafkaServer(checkout, folder, ports, tuning, security));
        programs.put(Server.CASSANDRA, new CassandraServer(checkout, folder, ports, tuning, secrets.isPresent()));
        programs.put(
                Server.ETCD, new EtcdServer(folder, ports, secrets.isPresent() ? EtcdServer.FAST : EtcdServer.SLOW));
        programs.put(Server.REGISTRY, new RegistryServer(checkout, folder, ports, tuning, security));
        return programs;
    }

    /** @param folder for data, logs and configuration; created if missing */
    public static Builder builder(Path folder) {
        return new Builder(folder);
    }

    /** Collects what to start. Defaults: free ports, tuned for tests, no server. */
    public static final class Builder {
        private final Path folder;
        private final Set<Server> servers = EnumSet.noneOf(Server.class);
        private ServerPorts ports = ServerPorts.free();
        private Tuning tuning = Tuning.START;
        private @Nullable Path secrets;

        private Builder(Path folder) {
            this.folder = folder;
        }

        /** Adds servers and those they need: the registry also starts Kafka. */
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

        /**
         * Lets the servers ask each client for a user.
         *
         * @param folder that {@code docker/security/make-secrets.sh} made
         */
        public Builder secured(Path folder) {
            this.secrets = folder.toAbsolutePath();
            return this;
        }

        /** Starts the servers and returns when all answer. After a failure no server is left running. */
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

    /** Starts those that do not run, concurrently, on their previous ports and data. Returns when all answer. */
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
                .map(server -> new ConcurrentStart.Step(program(server), needs(server)))
                .toList();
        new ConcurrentStart(processes).run(steps, ConcurrentStart.Progress.LOGGED);
    }

    /**
     * The names of the servers that must answer before this one starts. The registry could wait for Kafka by itself,
     * but would take CPU time from Kafka's start.
     */
    public static Set<String> needs(Server server) {
        return server == Server.REGISTRY ? Set.of(Server.KAFKA.processName()) : Set.of();
    }

    private Program program(Server server) {
        return Objects.requireNonNull(programs.get(server), "There is a program for each server");
    }

    /** Stops the server in order; kills it after 20 s, or 60 s if it still has to write its class archive. */
    public void stop(Server server) {
        Program program = program(server);
        Duration grace = program.profitsFromAnOrderlyEnd() ? ClassArchive.TIME_TO_WRITE : GRACE;
        if (processes.stop(server.processName(), grace)) {
            program.endedInOrder();
        }
    }

    /** {@code kill -9}; returns once the process is gone. */
    public void kill(Server server) {
        processes.kill(server.processName());
    }

    /** Freezes the process: its connections stay open, but it does not answer. */
    public void suspend(Server server) {
        processes.suspend(server.processName());
    }

    /** Continues a frozen process. */
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

    /** The URL of etcd's client port. */
    public String etcdEndpoint() {
        return "http://127.0.0.1:" + ports.etcd();
    }

    /** The base URL of the Confluent-compatible API. */
    public String registryUrl() {
        return "http://127.0.0.1:" + ports.registry() + "/apis/ccompat/v7";
    }

    /** The environment in which Linklog's processes find these servers. */
    public Map<String, String> environment() {
        return ports.environment();
    }

    /**
     * Kills the servers at once; their data stays valid. A server that still has to write its class archive, once per
     * machine, gets {@link ClassArchive#TIME_TO_WRITE} to end in order. Idempotent.
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
        if (program(server).profitsFromAnOrderlyEnd()) {
            stop(server);
        } else {
            kill(server);
        }
    }
}
