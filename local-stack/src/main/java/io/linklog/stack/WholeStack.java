package io.linklog.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A whole Linklog on one machine: the servers, the services, the edge. Its processes outlive this object; another one on the
 * same folder finds them again. Not thread-safe.
 */
public final class WholeStack {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Path folder;
    private final Addresses addresses;
    private final Processes processes;
    private final List<ConcurrentStart.Step> steps;

    public WholeStack(Checkout checkout, Path folder, Addresses addresses) {
        this.folder = folder.toAbsolutePath().normalize();
        this.addresses = addresses;
        this.processes = new Processes(this.folder);
        this.steps = steps(checkout);
    }

    private WholeStack(Path folder, Addresses addresses, List<ConcurrentStart.Step> steps) {
        this.folder = folder;
        this.addresses = addresses;
        this.processes = new Processes(folder);
        this.steps = steps;
    }

    private List<ConcurrentStart.Step> steps(Checkout checkout) {
        List<ConcurrentStart.Step> all = new ArrayList<>();
        Map<Server, Program> servers = LocalStack.programs(checkout, folder, addresses.servers(), Tuning.LOAD);
        servers.forEach((server, program) -> all.add(new ConcurrentStart.Step(program, LocalStack.needs(server))));
        Services services = new Services(checkout);
        // a JVM that waits costs processor time that Kafka's start needs more
        Set<String> kafka = Set.of(Server.KAFKA.processName());
        services.all().forEach(program -> all.add(new ConcurrentStart.Step(program, kafka)));
        all.add(new ConcurrentStart.Step(new EdgeProgram(folder, addresses), Set.of(Services.COMMAND, Services.QUERY)));
        return all;
    }

    /** Linklog's own processes. */
    private final class Services {
        static final String COMMAND = "command-service";
        static final String QUERY = "query-service";
        private final Checkout checkout;

        Services(Checkout checkout) {
            this.checkout = checkout;
        }

        List<Program> all() {
            return List.of(
                    service(
                            "streams-topology",
                            "io.linklog.topology.StreamsTopology",
                            320,
                            "LINKLOG_TOPOLOGY_ADMIN_PORT"),
                    service("projector", "io.linklog.projector.Projector", 192, "LINKLOG_PROJECTOR_ADMIN_PORT"),
                    service(
                            COMMAND,
                            "io.linklog.command.CommandService",
                            256,
                            "LINKLOG_COMMAND_ADMIN_PORT",
                            "LINKLOG_COMMAND_PORT"),
                    service(
                            QUERY,
                            "io.linklog.query.QueryService",
                            256,
                            "LINKLOG_QUERY_ADMIN_PORT",
                            "LINKLOG_QUERY_PORT"));
        }

        private Program service(String module, String mainClass, int heapMegabytes, String... portSettings) {
            List<Program.ListenPort> ports =
                    List.of(portSettings).stream().map(addresses::listen).toList();
            return new ServiceProgram(
                    checkout, folder, module, mainClass, heapMegabytes, ports, addresses.environment());
        }
    }

    public Addresses addresses() {
        return addresses;
    }

    public Path folder() {
        return folder;
    }

    public Processes processes() {
        return processes;
    }

    /** In the order in which they are shown. */
    public List<Program> programs() {
        return steps.stream().map(ConcurrentStart.Step::program).toList();
    }

    /**
     * The same stack, of which {@link #start} starts only these and what they need before them.
     *
     * @throws StackException when there is no program of such a name
     */
    public WholeStack only(List<String> names) {
        Set<String> wanted = new HashSet<>(names);
        for (int i = steps.size() - 1; i >= 0; i--) {
            ConcurrentStart.Step step = steps.get(i);
            if (wanted.contains(step.program().name())) {
                wanted.addAll(step.after());
            }
        }
        List<String> known = programs().stream().map(Program::name).toList();
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new StackException("There is no " + name + " here; there are " + String.join(", ", known) + ".");
        });
        return new WholeStack(
                folder,
                addresses,
                steps.stream()
                        .filter(step -> wanted.contains(step.program().name()))
                        .toList());
    }

    private Optional<Program> program(String name) {
        return programs().stream()
                .filter(program -> program.name().equals(name))
                .findFirst();
    }

    /** Those that do not run. */
    public List<Program> missing() {
        return programs().stream()
                .filter(program -> processes.find(program.name()).isEmpty())
                .toList();
    }

    /**
     * Starts those that do not run and waits until all answer. Remembers the addresses for later calls.
     *
     * @throws StackException when one fails; those that this call started are ended again
     */
    public void start(ConcurrentStart.Progress progress) {
        addresses.save(folder);
        List<Program> mine = missing();
        try {
            new ConcurrentStart(processes).run(steps, progress);
        } catch (RuntimeException e) {
            try {
                end(mine.stream().map(Program::name).toList());
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** Kills these at once; for a start that failed or was broken off. */
    public void end(List<String> names) {
        names.forEach(processes::kill);
    }

    /** Hears what ends. */
    public interface StopProgress {
        void stopping(String name);

        void stopped(String name);
    }

    /** Ends everything in order: first what takes requests, last what holds the truth. Each is asked, and killed after 30 s. */
    public void stop(StopProgress progress) {
        List<List<String>> order = List.of(
                List.of(EdgeProgram.NAME),
                List.of(Services.COMMAND, Services.QUERY, "projector", "streams-topology"),
                List.of(Server.REGISTRY.processName(), Server.CASSANDRA.processName(), Server.ETCD.processName()),
                List.of(Server.KAFKA.processName()));
        for (List<String> together : order) {
            CompletableFuture<?>[] ends = together.stream()
                    .filter(processes::isRecorded)
                    .map(name -> CompletableFuture.runAsync(
                            () -> {
                                progress.stopping(name);
                                if (processes.stop(name, GRACE)) {
                                    program(name).ifPresent(Program::endedInOrder);
                                }
                                progress.stopped(name);
                            },
                            task -> new Thread(task, "stop-" + name).start()))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(ends).join();
        }
    }
}
