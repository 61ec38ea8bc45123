package io.linklog.stack.whole;

import io.linklog.stack.Server;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import io.linklog.stack.supervision.Supervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the processes of a stack in order: first the supervisor, which would start the others again, then what takes
 * requests, last Kafka, which holds the truth. Needs only the files under {@code run/}: neither a build nor
 * configuration. What one process does wrong keeps no other one alive.
 */
final class OrderlyEnd {
    private static final Logger log = LoggerFactory.getLogger(OrderlyEnd.class);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Processes processes;
    private final Function<String, Optional<Program>> programs;

    /** @param programs may throw, for instance where the build is gone; then they keep no class archive */
    OrderlyEnd(Processes processes, Function<String, Optional<Program>> programs) {
        this.processes = processes;
        this.programs = programs;
    }

    /** Ends all. A process that does not end in time is killed. */
    void all(WholeStack.StopProgress progress) {
        List<RuntimeException> failed = new ArrayList<>();
        for (List<String> together : order(processes.names())) {
            List<CompletableFuture<Void>> ends = together.stream()
                    .map(name -> CompletableFuture.runAsync(
                            () -> one(name, progress), task -> new Thread(task, "stop-" + name).start()))
                    .toList();
            for (CompletableFuture<Void> end : ends) {
                try {
                    end.join();
                } catch (CompletionException e) {
                    failed.add(e.getCause() instanceof RuntimeException cause ? cause : e);
                }
            }
        }
        if (!failed.isEmpty()) {
            RuntimeException first = failed.get(0);
            failed.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    /** The names in groups that end together; each name once. */
    static List<List<String>> order(List<String> names) {
        Set<String> left = new LinkedHashSet<>(names);
        List<List<String>> order = new ArrayList<>();
        List<String> stores =
                List.of(Server.REGISTRY.processName(), Server.CASSANDRA.processName(), Server.ETCD.processName());
        order.add(take(left, Supervisor.NAME::equals));
        order.add(take(
                left,
                name -> name.equals(EdgeProgram.NAME)
                        || name.equals(EdgeAgentProgram.NAME)
                        || LocalSidecar.isOne(name)));
        // includes instances that should no longer run: an interrupted command may have left one
        order.add(take(
                left, name -> Stream.of(Service.values()).anyMatch(service -> ServiceInstance.isOf(service, name))));
        order.add(take(left, stores::contains));
        order.add(take(left, Server.KAFKA.processName()::equals));
        order.add(List.copyOf(left)); // for instance Zipkin, to which the others send
        return order;
    }

    private static List<String> take(Set<String> left, Predicate<String> these) {
        List<String> taken = left.stream().filter(these).toList();
        left.removeAll(taken);
        return taken;
    }

    /** Ends one process; kills it after 30 s, or 60 s if it still has to write its class archive. */
    void one(String name, WholeStack.StopProgress progress) {
        progress.stopping(name);
        Optional<Program> program = built(name);
        Duration grace =
                program.filter(Program::profitsFromAnOrderlyEnd).isPresent() ? ClassArchive.TIME_TO_WRITE : GRACE;
        if (processes.stop(name, grace)) {
            program.ifPresent(Program::endedInOrder);
        }
        progress.onStopped(name);
    }

    /** The program, if the process runs from the present build: an archive of older jars is of no use for this one. */
    private Optional<Program> built(String name) {
        try {
            List<String> command = processes.command(name);
            Optional<Program> program = programs.apply(name)
                    .filter(known -> known.builtClassPath().isEmpty() || command.contains(known.builtClassPath()));
            program.ifPresent(Program::profitsFromAnOrderlyEnd);
            return program;
        } catch (RuntimeException notBuilt) {
            log.debug("{} keeps no class archive for its next start", name, notBuilt);
            return Optional.empty();
        }
    }
}
