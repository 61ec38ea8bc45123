package io.linklog.stack.whole;

import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A whole Linklog on one machine: the servers, the services, the edge. Its processes outlive this object; another one
 * on the same folder finds them again. Not thread-safe.
 */
public final class WholeStack {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Checkout checkout;
    private final Path folder;
    private final Addresses addresses;
    private final Instances instances;
    private final Processes processes;
    private final List<ConcurrentStart.Step> steps;

    /** @param instances those that it shall have of each service */
    public WholeStack(Checkout checkout, Path folder, Addresses addresses, Instances instances) {
        this.checkout = checkout;
        this.folder = folder.toAbsolutePath().normalize();
        this.addresses = addresses;
        this.instances = instances;
        this.processes = new Processes(this.folder);
        this.steps = steps();
    }

    private WholeStack(WholeStack whole, List<ConcurrentStart.Step> steps) {
        this.checkout = whole.checkout;
        this.folder = whole.folder;
        this.addresses = whole.addresses;
        this.instances = whole.instances;
        this.processes = whole.processes;
        this.steps = steps;
    }

    /** The stack in this folder as it was remembered last, on these addresses. */
    public static WholeStack in(Checkout checkout, Path folder, Addresses addresses) {
        return new WholeStack(checkout, folder, addresses, new InstancesFile(folder, addresses).load());
    }

    private List<ConcurrentStart.Step> steps() {
        List<ConcurrentStart.Step> all = new ArrayList<>();
        Map<Server, Program> servers = LocalStack.programs(checkout, folder, addresses.servers(), Tuning.LOAD);
        servers.forEach((server, program) -> all.add(new ConcurrentStart.Step(program, LocalStack.needs(server))));
        // a JVM that waits costs processor time that Kafka's start needs more
        Set<String> kafka = Set.of(Server.KAFKA.processName());
        for (ServiceInstance instance : instances.all()) {
            all.add(new ConcurrentStart.Step(
                    new ServiceProgram(checkout, folder, instance, addresses.environment()), kafka));
        }
        all.add(new ConcurrentStart.Step(new EdgeAgentProgram(checkout, folder, addresses), kafka));
        Set<String> beforeEdge = new HashSet<>(Set.of(EdgeAgentProgram.NAME));
        for (Service served : List.of(Service.COMMAND, Service.QUERY)) {
            instances.of(served).stream()
                    .findFirst()
                    .map(ServiceInstance::processName)
                    .ifPresent(beforeEdge::add);
        }
        all.add(new ConcurrentStart.Step(new EdgeProgram(folder, addresses), beforeEdge));
        return all;
    }

    /** The same stack with other instances, which are remembered from its next {@link #start} or {@link #save} on. */
    public WholeStack with(Instances others) {
        return new WholeStack(checkout, folder, addresses, others);
    }

    /** Remembers addresses and instances for later calls; starts and ends nothing. */
    public void save() {
        addresses.save(folder);
        new InstancesFile(folder, addresses).save(instances);
    }

    /** Those that it shall have, whether they run or not. */
    public Instances instances() {
        return instances;
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
     * The same stack, of which {@link #start} starts only these and what they need before them. The name of a service
     * means all its instances. An edge that runs, and all that it needs, answers through them too before the start is
     * over: it hears of a service a moment after the service answers.
     *
     * @throws StackException when there is no program of such a name
     */
    public WholeStack only(List<String> names) {
        Set<String> wanted = new HashSet<>(names);
        for (ServiceInstance instance : instances.all()) {
            if (wanted.contains(instance.service().module())) {
                wanted.add(instance.processName());
            }
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            ConcurrentStart.Step step = steps.get(i);
            if (wanted.contains(step.program().name())) {
                wanted.addAll(step.after());
            }
        }
        Set<String> known =
                new LinkedHashSet<>(programs().stream().map(Program::name).toList());
        instances.all().forEach(instance -> known.add(instance.service().module()));
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new StackException("There is no " + name + " here; there are " + String.join(", ", known) + ".");
        });
        steps.stream()
                .filter(step -> step.program().name().equals(EdgeProgram.NAME) && runs(EdgeProgram.NAME))
                .filter(edge -> edge.after().stream().allMatch(before -> wanted.contains(before) || runs(before)))
                .forEach(edge -> wanted.add(EdgeProgram.NAME));
        return new WholeStack(
                this,
                steps.stream()
                        .filter(step -> wanted.contains(step.program().name()))
                        .toList());
    }

    /** The same stack, of which {@link #start} starts only these processes, because what they need runs. */
    public WholeStack exactly(List<String> names) {
        return new WholeStack(
                this,
                steps.stream()
                        .filter(step -> names.contains(step.program().name()))
                        .toList());
    }

    private Optional<Program> program(String name) {
        return programs().stream()
                .filter(program -> program.name().equals(name))
                .findFirst();
    }

    /** Those that do not run. */
    public List<Program> missing() {
        return programs().stream().filter(program -> !runs(program.name())).toList();
    }

    private boolean runs(String name) {
        return processes.find(name).isPresent();
    }

    /**
     * Starts those that do not run and waits until all answer. Remembers addresses and instances for later calls.
     *
     * @throws StackException when one fails; those that this call started are ended again
     */
    public void start(ConcurrentStart.Progress progress) {
        save();
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

    /**
     * Ends everything in order: first what takes requests, last what holds the truth. Each is asked, and killed after
     * 30 s.
     */
    public void stop(StopProgress progress) {
        List<List<String>> order = List.of(
                Stream.concat(
                                Stream.of(EdgeProgram.NAME, EdgeAgentProgram.NAME),
                                processes.names().stream().filter(LocalSidecar::isOne))
                        .toList(),
                // also those that are not wanted any more: a call that was broken off may have left one
                processes.names().stream().filter(WholeStack::isOfAService).toList(),
                List.of(Server.REGISTRY.processName(), Server.CASSANDRA.processName(), Server.ETCD.processName()),
                List.of(Server.KAFKA.processName()));
        for (List<String> together : order) {
            CompletableFuture<?>[] ends = together.stream()
                    .filter(processes::isRecorded)
                    .map(name -> CompletableFuture.runAsync(
                            () -> stop(name, progress), task -> new Thread(task, "stop-" + name).start()))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(ends).join();
        }
    }

    private static boolean isOfAService(String processName) {
        return Stream.of(Service.values()).anyMatch(service -> ServiceInstance.isOf(service, processName));
    }

    /** Ends one: it is asked, and killed after 30 s. */
    public void stop(String name, StopProgress progress) {
        progress.stopping(name);
        if (processes.stop(name, GRACE)) {
            program(name).ifPresent(Program::endedInOrder);
        }
        progress.stopped(name);
    }
}
