package io.linklog.cli.up;

import io.linklog.cli.options.Failure;
import io.linklog.cli.options.StackOptions;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.stack.machine.Disks;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import io.linklog.stack.process.Readiness;
import io.linklog.stack.supervision.Supervisor;
import io.linklog.stack.whole.WholeStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = {
            "Shows each process: whether it runs, its ports and uptime, and whether it is ready.",
            "Then it shows disks with little free space, the instances of our services in the registry, and the"
                    + " leaders of elections."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:everything runs and is ready", "1:something does not run or is not ready"})
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(names = "--pid", paramLabel = "NAME", description = "Print only the process id of this process, for kill.")
    private @Nullable String pidOf;

    @Spec
    private CommandSpec command;

    private record Line(
            String name, String state, String pid, String ports, String uptime, String ready, boolean isWell) {
        String text() {
            return "%-18s %-8s %8s  %-11s %8s  %s"
                    .formatted(name, state, pid, ports, uptime, ready)
                    .stripTrailing();
        }
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = command.commandLine().getOut();
        WholeStack stack = options.existingStack();
        Processes processes = stack.processes();
        if (pidOf != null) {
            return printPid(processes, pidOf);
        }
        out.println(new Line("NAME", "STATE", "PID", "PORT", "UPTIME", "READY", true).text());
        List<CompletableFuture<Line>> lines = stack.programs().stream()
                .map(program -> CompletableFuture.supplyAsync(
                        () -> line(processes, program), task -> new Thread(task, "status").start()))
                .toList();
        CompletableFuture<List<String>> registered = CompletableFuture.supplyAsync(
                () -> registeredServices(stack), task -> new Thread(task, "status-registry").start());
        List<Line> all =
                new ArrayList<>(lines.stream().map(CompletableFuture::join).toList());
        all.add(supervisor(processes));
        all.forEach(line -> out.println(line.text()));
        out.println();
        List<String> restarts = restarts(processes);
        if (!restarts.isEmpty()) {
            restarts.forEach(out::println);
            out.println();
        }
        List<Disks.Low> disks = Disks.low(stack.folder());
        if (!disks.isEmpty()) {
            disks.forEach(low -> out.println(low.text() + ". What each process does when its disk is full:"
                    + " docs/operations.md#when-a-disk-is-full"));
            out.println();
        }
        registered.join().forEach(out::println);
        out.flush();
        return all.stream().allMatch(Line::isWell) ? 0 : 1;
    }

    private int printPid(Processes processes, String name) throws Exception {
        return Failure.report(command, () -> {
            Processes.Running running = processes
                    .find(name)
                    .orElseThrow(() -> new Failure(
                            name + " does not run here; these do: " + String.join(", ", processes.names()) + ".",
                            null));
            command.commandLine().getOut().println(running.pid());
            command.commandLine().getOut().flush();
            return 0;
        });
    }

    private static Line supervisor(Processes processes) {
        return processes
                .find(Supervisor.NAME)
                .map(running -> running(running, "", new Readiness(true, "")))
                .orElseGet(() -> new Line(
                        Supervisor.NAME,
                        processes.isRecorded(Supervisor.NAME) ? "dead" : "stopped",
                        "",
                        "",
                        "",
                        processes.names().isEmpty() ? "" : "who dies stays dead; ./linklog up starts it",
                        false));
    }

    /** One line for each process that the supervisor has started again. */
    private static List<String> restarts(Processes processes) {
        return processes.names().stream()
                .flatMap(name -> processes.restarts(name).stream()
                        .map(restarts -> "%s was started again %s, at %s last; before, %s"
                                .formatted(
                                        name,
                                        restarts.count() == 1 ? "once" : restarts.count() + " times",
                                        restarts.last().truncatedTo(ChronoUnit.SECONDS),
                                        restarts.reason())))
                .toList();
    }

    /** Does not change the exit code, which is about the processes of this machine. */
    private static List<String> registeredServices(WholeStack stack) {
        // another program may use the port of an etcd that does not run
        if (stack.processes().find("etcd").isEmpty()) {
            return List.of("Registry: unknown, because etcd does not run.");
        }
        String etcd = "http://127.0.0.1:" + stack.addresses().port("LINKLOG_ETCD_PORT");
        RegistryKeys keys = new RegistryKeys(KeySpace.LINKLOG);
        try {
            List<String> lines =
                    new ArrayList<>(InstanceTable.lines(EtcdEntry.under(etcd, keys.services()), Instant.now()));
            lines.add("");
            lines.addAll(ElectionTable.lines(EtcdEntry.under(etcd, keys.elections())));
            return lines;
        } catch (IOException e) {
            return List.of("Registry: etcd at " + etcd + " does not answer (" + e.getMessage() + ").");
        }
    }

    private static Line line(Processes processes, Program program) {
        String ports = program.listens().stream()
                .map(port -> Integer.toString(port.number()))
                .collect(Collectors.joining(","));
        Optional<Processes.Running> running = processes.find(program.name());
        if (running.isEmpty()) {
            String state = processes.isRecorded(program.name()) ? "dead" : "stopped";
            String hint = state.equals("dead")
                    ? program.needsRoomIn()
                            .flatMap(Disks::lack)
                            .map(lack -> "waits for room: " + lack)
                            .orElse("see " + processes.log(program.name()))
                    : "";
            return new Line(program.name(), state, "", ports, "", hint, false);
        }
        Readiness readiness = Readiness.of(program);
        return running(running.get(), ports, readiness.isReady() ? readiness : seeLog(processes, program, readiness));
    }

    private static Readiness seeLog(Processes processes, Program program, Readiness readiness) {
        return readiness.waitsFor().isEmpty()
                ? new Readiness(false, "see " + processes.log(program.name()))
                : new Readiness(false, "waits for " + readiness.waitsFor());
    }

    private static Line running(Processes.Running running, String ports, Readiness readiness) {
        return new Line(
                running.name(),
                "running",
                Long.toString(running.pid()),
                ports,
                uptime(Duration.between(running.started(), Instant.now())),
                readiness.isReady() ? "yes" : "no, " + readiness.waitsFor(),
                readiness.isReady());
    }

    static String uptime(Duration since) {
        long seconds = Math.max(0, since.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds < 86_400
                ? seconds / 3_600 + "h" + seconds % 3_600 / 60 + "m"
                : seconds / 86_400 + "d" + seconds % 86_400 / 3_600 + "h";
    }
}
