package io.linklog.cli.up;

import io.linklog.cli.options.StackOptions;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import io.linklog.stack.whole.WholeStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = {
            "Shows each process: whether it runs, its ports and uptime, and whether it is ready.",
            "Then it shows the instances of our services in the registry, and the leaders of elections."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:everything runs", "1:something does not run"})
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options = new StackOptions();

    @Spec
    private CommandSpec command;

    private record Line(String name, String state, String pid, String ports, String uptime, String ready) {
        String text() {
            return "%-18s %-8s %8s  %-11s %8s  %s"
                    .formatted(name, state, pid, ports, uptime, ready)
                    .stripTrailing();
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        WholeStack stack = options.existingStack();
        out.println(new Line("NAME", "STATE", "PID", "PORT", "UPTIME", "READY").text());
        List<CompletableFuture<Line>> lines = stack.programs().stream()
                .map(program -> CompletableFuture.supplyAsync(
                        () -> line(stack.processes(), program), task -> new Thread(task, "status").start()))
                .toList();
        CompletableFuture<List<String>> registered = CompletableFuture.supplyAsync(
                () -> registeredServices(stack), task -> new Thread(task, "status-registry").start());
        lines.forEach(line -> out.println(line.join().text()));
        out.println();
        registered.join().forEach(out::println);
        out.flush();
        return stack.missing().isEmpty() ? 0 : 1;
    }

    /** Does not change the exit code, which is about processes. */
    private static List<String> registeredServices(WholeStack stack) {
        // another program may use the port of an etcd that does not run
        if (stack.processes().find("etcd").isEmpty()) {
            return List.of("Registry: unknown, because etcd does not run.");
        }
        String etcd = "http://127.0.0.1:" + stack.addresses().port("LINKLOG_ETCD_PORT");
        try {
            List<String> lines =
                    new ArrayList<>(InstanceTable.lines(EtcdEntry.under(etcd, RegistryKeys.SERVICES), Instant.now()));
            lines.add("");
            lines.addAll(ElectionTable.lines(EtcdEntry.under(etcd, RegistryKeys.ELECTIONS)));
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
            String hint = state.equals("dead") ? "see " + processes.log(program.name()) : "";
            return new Line(program.name(), state, "", ports, "", hint);
        }
        return new Line(
                program.name(),
                "running",
                Long.toString(running.get().pid()),
                ports,
                uptime(Duration.between(running.get().started(), Instant.now())),
                answers(program) ? "yes" : "no, see " + processes.log(program.name()));
    }

    private static boolean answers(Program program) {
        try {
            return program.answers();
        } catch (Exception notReady) {
            return false;
        }
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
