package io.linklog.stack.whole;

import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
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
 * A whole Linklog on one machine: the servers, the services and the edge. The processes outlive this object; another
 * object for the same folder finds them again. Not thread-safe.
 */
public final class WholeStack {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Checkout checkout;
    private final Path folder;
    private final Addresses addresses;
    private final Instances instances;
    private final Processes processes;
    private final List<ConcurrentStart.Step> steps;

    /** @param instances that it should have */
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

    /** The stack in this folder with the instances saved last. */
    public static WholeStack in(Checkout checkout, Path folder, Addresses addresses) {
        return new WholeStack(checkout, folder, addresses, new InstancesFile(folder, addresses).load());
    }

    private List<ConcurrentStart.Step> steps() {
        List<ConcurrentStart.Step> all = new ArrayList<>();
        Map<Server, Program> servers = LocalStack.programs(checkout, folder, addresses.servers(), Tuning.LOAD);
        servers.forEach((server, program) -> all.add(new ConcurrentStart.Step(program, LocalStack.needs(server))));
        // a JVM that waits for Kafka takes CPU time from Kafka's start
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

    /** The same stack with other instances. The next {@link #start} or {@link #save} saves them. */
    public WholeStack with(Instances others) {
        return new WholeStack(checkout, folder, addresses, others);
    }

    /** Saves addresses and instances for later commands. Starts and stops nothing. */
    public void save() {
        addresses.save(folder);
        new InstancesFile(folder, addresses).save(instances);
    }

    /** The instances it should have, whether they run or not. */
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

    /** All programs, in the order of {@code status}. */
    public List<Program> programs() {
        return steps.stream().map(ConcurrentStart.Step::program).toList();
    }

    /**
     * The same stack, limited to these programs and those they need. The name of a service means all its instances. If
     * the edge and everything it needs runs, {@link #start} also waits until the edge answers: the edge learns of a new
     * instance slightly later.
     *
     * @throws StackException when there is no program of a name
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

    /** The same stack, limited to exactly these processes. What they need must already run. */
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

    /** The programs that do not run. */
    public List<Program> missing() {
        return programs().stream().filter(program -> !runs(program.name())).toList();
    }

    private boolean runs(String name) {
        return processes.find(name).isPresent();
    }

    /**
     * Starts the programs that do not run and waits until all answer. Saves addresses and instances for later commands.
     *
     * @throws StackException when one fails; the programs that this call started are killed
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

    /** Kills these processes at once, after a start that failed or was interrupted. */
    public void end(List<String> names) {
        names.forEach(processes::kill);
    }

    /** Observes a stop. Called from several threads. */
    public interface StopProgress {
        void stopping(String name);

        void onStopped(String name);
    }

    /**
     * Stops everything in order: first what takes requests, last Kafka, which holds the truth. A process that does not
     * end in time is killed.
     */
    public void stop(StopProgress progress) {
        List<List<String>> order = List.of(
                Stream.concat(
                                Stream.of(EdgeProgram.NAME, EdgeAgentProgram.NAME),
                                processes.names().stream().filter(LocalSidecar::isOne))
                        .toList(),
                // includes instances that should no longer run: an interrupted command may have left one
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

    /** Stops one process; kills it after 30 s, or 60 s if it still has to write its class archive. */
    public void stop(String name, StopProgress progress) {
        progress.stopping(name);
        Optional<Program> program = program(name);
        Duration grace =
                program.filter(Program::profitsFromAnOrderlyEnd).isPresent() ? ClassArchive.TIME_TO_WRITE : GRACE;
        if (processes.stop(name, grace)) {
            program.ifPresent(Program::endedInOrder);
        }
        progress.onStopped(name);
    }
}
