package io.linklog.stack.whole;

import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import io.linklog.stack.process.Readiness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole Linklog on one machine: the servers, the services and the edge. The processes outlive this object; another
 * object for the same folder finds them again. Not thread-safe.
 */
public final class WholeStack {
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
        Set<String> stores = Stream.of(Server.values()).map(Server::processName).collect(Collectors.toSet());
        for (ServiceInstance instance : instances.all()) {
            all.add(new ConcurrentStart.Step(
                    new ServiceProgram(checkout, folder, instance, addresses.environmentOfServices()), kafka, stores));
        }
        all.add(new ConcurrentStart.Step(new EdgeAgentProgram(checkout, folder, addresses), kafka));
        Set<String> beforeEdgeAnswers = new HashSet<>(stores);
        instances.all().forEach(instance -> beforeEdgeAnswers.add(instance.processName()));
        Set<String> beforeEdge = new HashSet<>(Set.of(EdgeAgentProgram.NAME));
        for (Service served : List.of(Service.COMMAND, Service.QUERY)) {
            instances.of(served).stream()
                    .findFirst()
                    .map(ServiceInstance::processName)
                    .ifPresent(beforeEdge::add);
        }
        all.add(new ConcurrentStart.Step(new EdgeProgram(folder, addresses), beforeEdge, beforeEdgeAnswers));
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
     * Starts the programs that do not run and waits until all answer; then a supervisor starts again what dies. Saves
     * addresses and instances for later commands.
     *
     * @throws StackException when one fails. What lives goes on, and the next call continues from there. The message
     *     says what is not ready and what to do.
     */
    public void start(ConcurrentStart.Progress progress) {
        save();
        try {
            new ConcurrentStart(processes).run(steps, progress);
        } catch (StackException e) {
            throw whatLives().isEmpty() ? e : new StackException(e.getMessage() + "\n" + whatNext(), e);
        } finally {
            supervise();
        }
    }

    private List<String> whatLives() {
        return programs().stream().map(Program::name).filter(this::runs).toList();
    }

    private String whatNext() {
        Map<Boolean, List<String>> ready = programs().stream()
                .filter(program -> runs(program.name()))
                .collect(Collectors.partitioningBy(
                        program -> Readiness.of(program).isReady(),
                        Collectors.mapping(Program::name, Collectors.toList())));
        List<String> absent = missing().stream().map(Program::name).toList();
        return Stream.of(
                        line("Ready: ", ready.getOrDefault(true, List.of())),
                        line("Running, but not ready: ", ready.getOrDefault(false, List.of())),
                        line("Not running: ", absent),
                        "What runs goes on. ./linklog up continues from here, ./linklog status shows what is ready,"
                                + " ./linklog down ends it.")
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String line(String head, List<String> names) {
        return names.isEmpty() ? "" : head + String.join(", ", names) + ".";
    }

    /** Starts the supervisor unless it runs, or nothing is there that it could start again. */
    public void supervise() {
        if (whatLives().isEmpty()) {
            return;
        }
        Program supervisor = new SupervisorProgram(checkout, folder);
        try {
            processes.start(supervisor.name(), supervisor.prepare());
        } catch (IOException e) {
            throw new StackException("Cannot start the supervisor: " + e.getMessage() + ".", e);
        }
    }

    /** The programs that run from another build than the next start would. */
    public List<String> runFromAnotherBuild() {
        return programs().stream()
                .filter(program -> runs(program.name()))
                .filter(program -> runsFromAnotherBuild(program, processes.command(program.name())))
                .map(Program::name)
                .toList();
    }

    private static boolean runsFromAnotherBuild(Program program, List<String> command) {
        try {
            String classPath = program.builtClassPath();
            return !classPath.isEmpty() && !command.isEmpty() && !command.contains(classPath);
        } catch (StackException notBuilt) {
            return false;
        }
    }

    /** Kills these processes at once, and starts nothing from now on: for a start that is interrupted. */
    public void takeBack(List<String> names) {
        processes.startNoMore();
        end(names);
    }

    /** Kills these processes at once, after a start that failed. */
    public void end(List<String> names) {
        names.forEach(processes::kill);
    }

    /** Observes a stop. Called from several threads. */
    public interface StopProgress {
        void stopping(String name);

        void onStopped(String name);
    }

    /**
     * Stops everything in order, also what is no program of this stack any more. A process that does not end in time is
     * killed.
     */
    public void stop(StopProgress progress) {
        new OrderlyEnd(processes, this::program).all(progress);
    }

    /** Stops one process; kills it after 30 s, or 60 s if it still has to write its class archive. */
    public void stop(String name, StopProgress progress) {
        new OrderlyEnd(processes, this::program).one(name, progress);
    }
}
