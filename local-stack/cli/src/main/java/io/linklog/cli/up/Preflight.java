package io.linklog.cli.up;

import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.machine.Disks;
import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Program;
import io.linklog.stack.whole.ServiceInstance;
import io.linklog.stack.whole.WholeStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Finds, before anything starts, what would fail a minute later. Each finding is one sentence. */
final class Preflight {
    private static final long GIB = 1L << 30;
    /** A 4 GiB machine shows less, because firmware and kernel reserve some. */
    private static final long MEMORY = 4 * GIB - GIB / 4;

    /** Code, threads and buffers of one of our JVMs. */
    private static final long BESIDE_HEAP_MEGABYTES = 150;

    private Preflight() {}

    static void check(WholeStack stack, List<Program> missing) {
        ports(missing);
        disk(stack.folder());
        if (missing.size() > 4) {
            memory();
        }
        Jdk.forCassandra();
    }

    /** Checks that there is memory for more instances of our services. */
    static void checkMore(List<ServiceInstance> more) {
        long need = more.stream()
                .mapToLong(instance -> (instance.service().heapMegabytes() + BESIDE_HEAP_MEGABYTES) << 20)
                .sum();
        OptionalLong available = memoryLine("MemAvailable:");
        if (available.orElse(Long.MAX_VALUE) < need) {
            throw new StackException(
                    "%s of memory are free, but %d more processes may take %s: end another program, or start fewer."
                            .formatted(gibibytes(available.getAsLong()), more.size(), gibibytes(need)));
        }
    }

    private static void ports(List<Program> missing) {
        for (Program program : missing) {
            for (Program.ListenPort port : program.listens()) {
                if (FreePorts.isTaken(port.number())) {
                    throw new StackException("Port " + port.number() + ", for " + program.name()
                            + ", is in use by another program: end that program, or choose another port with "
                            + port.setting() + "=… or for all of them --port-base.");
                }
            }
        }
    }

    private static void disk(Path folder) {
        Disks.low(folder).stream().findFirst().ifPresent(low -> {
            throw new StackException(low.text() + ", but Linklog needs " + gibibytes(Disks.NEEDED)
                    + ": make room, or name another --dir.");
        });
    }

    private static void memory() {
        OptionalLong total = memoryLine("MemTotal:");
        try {
            long limit = Long.parseLong(
                    Files.readString(Path.of("/sys/fs/cgroup/memory.max")).strip());
            total = OptionalLong.of(Math.min(limit, total.orElse(Long.MAX_VALUE)));
        } catch (IOException | NumberFormatException noLimit) {
            // "max", or no such file
        }
        if (total.orElse(Long.MAX_VALUE) < MEMORY) {
            throw new StackException("This machine has %s of memory, but Linklog with all its servers needs 4 GiB."
                    .formatted(gibibytes(total.getAsLong())));
        }
        OptionalLong available = memoryLine("MemAvailable:");
        if (available.orElse(Long.MAX_VALUE) < 3 * GIB) {
            throw new StackException(
                    "%s of memory are free, but Linklog with all its servers takes 3 GiB: end another program first."
                            .formatted(gibibytes(available.getAsLong())));
        }
    }

    private static OptionalLong memoryLine(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo"), StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }

    static String gibibytes(long bytes) {
        return "%.1f GiB".formatted(bytes / (double) GIB);
    }
}
