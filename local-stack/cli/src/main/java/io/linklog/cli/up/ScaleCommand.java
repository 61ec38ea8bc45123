package io.linklog.cli.up;

import io.linklog.cli.options.Failure;
import io.linklog.cli.options.StackOptions;
import io.linklog.stack.Server;
import io.linklog.stack.whole.Service;
import io.linklog.stack.whole.ServiceInstance;
import io.linklog.stack.whole.WholeStack;
import java.io.PrintWriter;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "scale",
        description = {
            "Starts or stops instances of our services until each has the wanted number. No request fails.",
            "",
            "A new instance gets requests once it is ready. An instance that stops leaves the registry first, and waits"
                    + " until its callers use others. The order to stop: instances that --drain names, then those with"
                    + " another version than the route's stable one, then the highest numbers. up, status and down"
                    + " remember the new number.",
            "",
            "Services: command-service, query-service, streams-topology, projector."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog scale query-service=3",
            "  ./linklog scale query-service=1 command-service=2",
            "  ./linklog scale query-service=2 --version 1.1 --set LINKLOG_CACHE_ENTRIES=1000",
            "  ./linklog scale query-service=1 --drain query-service-1   another one replaces it"
        })
public final class ScaleCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options = new StackOptions();

    @Parameters(
            paramLabel = "SERVICE=NUMBER",
            arity = "1..*",
            description = "The wanted number of instances, for instance query-service=3; several services are allowed.")
    private List<String> targets = List.of();

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "The version that the new instances register, to try a canary.")
    private @Nullable String version;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the new instances, for instance LINKLOG_CACHE_ENTRIES=1000; may be repeated."
                    + " They keep it when up starts them again.")
    private List<String> settings = List.of();

    @Option(
            names = "--drain",
            paramLabel = "INSTANCE",
            description = "An instance to stop in any case, for instance query-service-1; may be repeated. Others start"
                    + " first if too few would remain.")
    private List<String> drains = List.of();

    // declared here, because --version has another meaning than in the help that commands inherit
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        return Failure.report(command, this::scale);
    }

    private int scale() throws Exception {
        List<ScaleTarget> wanted = targets.stream().map(ScaleTarget::parse).toList();
        Set<Service> seen = new HashSet<>();
        for (ScaleTarget target : wanted) {
            if (!seen.add(target.service())) {
                throw new Failure(2, target.service().module() + " is given twice.", null);
            }
        }
        Map<String, String> set = InstanceSettings.parse(version, settings);
        try (FileLock lock = options.lock()) {
            WholeStack stack = options.existingStack();
            serversRun(stack);
            Predicate<String> runs = name -> stack.processes().find(name).isPresent();
            RegistryView registry =
                    new RegistryView("http://127.0.0.1:" + stack.addresses().port("LINKLOG_ETCD_PORT"));
            ScalePlan.Going going = new ScalePlan.Going(namesOf(stack, seen), registry::passedOver);
            ScalePlan plan = ScalePlan.of(stack.instances(), wanted, set, going, runs);
            if (plan.starts().isEmpty() && !set.isEmpty()) {
                throw new Failure(
                        "--version and --set apply to new instances, but no instance starts: ask for more instances.",
                        null);
            }
            Preflight.checkMore(plan.starts());
            carryOut(stack, plan, registry, runs);
            stack.supervise();
            wanted.forEach(target -> out().println(target.service().module() + ": " + count(target.count())
                    + (plan.isNothing() ? " already." : ".")));
            return lock.isValid() ? 0 : 1;
        }
    }

    private Set<String> namesOf(WholeStack stack, Set<Service> services) {
        List<String> there = services.stream()
                .flatMap(service -> stack.instances().of(service).stream())
                .map(ServiceInstance::id)
                .toList();
        drains.stream().filter(id -> !there.contains(id)).findFirst().ifPresent(id -> {
            throw new Failure(
                    2, id + " is not an instance of these services; there are " + String.join(", ", there) + ".", null);
        });
        return Set.copyOf(new HashSet<>(drains));
    }

    private static String count(int instances) {
        return instances == 1 ? "1 instance" : instances + " instances";
    }

    /** Without a server a new instance would wait forever. */
    private static void serversRun(WholeStack stack) {
        List<String> away = Stream.of(Server.values())
                .map(Server::processName)
                .filter(name -> stack.processes().find(name).isEmpty())
                .toList();
        if (away.size() == Server.values().length) {
            throw new Failure("Linklog does not run in " + stack.folder() + ": start it with ./linklog up.", null);
        }
        if (!away.isEmpty()) {
            throw new Failure(
                    String.join(", ", away) + (away.size() == 1 ? " does" : " do")
                            + " not run, but our services need it: start it with ./linklog up.",
                    null);
        }
    }

    private void carryOut(WholeStack before, ScalePlan plan, RegistryView registry, Predicate<String> runs) {
        List<ServiceInstance> all = new ArrayList<>(plan.starts());
        plan.drains().stream().filter(drain -> runs.test(drain.processName())).forEach(all::add);
        Board board = new Board(
                out(),
                Board.isTerminal(),
                all.stream().map(ServiceInstance::processName).toList(),
                "waiting");
        WholeStack stack = before.with(plan.grown());
        start(before, stack, plan.starts(), registry, board);
        for (ServiceInstance drain : plan.drains()) {
            // saved first: the next up must not start this instance again, whatever happens in between
            stack = stack.with(stack.instances().without(drain));
            stack.save();
            if (runs.test(drain.processName())) {
                stack.stop(drain.processName(), board);
                registry.awaitGone(drain);
            } else {
                stack.end(List.of(drain.processName())); // does not run: only removes its record
            }
        }
    }

    /** After Ctrl-C, or when one cannot start, all instances that this call started stop, and the plan is undone. */
    private static void start(
            WholeStack before, WholeStack stack, List<ServiceInstance> starts, RegistryView registry, Board board) {
        stack.save();
        if (starts.isEmpty()) {
            return;
        }
        List<String> mine = starts.stream().map(ServiceInstance::processName).toList();
        Map<String, String> generations = registry.generations(starts);
        Thread onInterrupt = new Thread(
                () -> {
                    stack.end(mine);
                    before.save();
                },
                "scale-interrupted");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            stack.exactly(mine).start(board);
            starts.forEach(instance -> registry.awaitUp(instance, generations.get(instance.id())));
        } catch (RuntimeException e) {
            stack.end(mine);
            before.save();
            throw e;
        } finally {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        }
    }

    private PrintWriter out() {
        return command.commandLine().getOut();
    }
}
