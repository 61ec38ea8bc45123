package io.linklog.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The CPU time that a process and its children have used, from Linux's {@code /proc}. */
public record ProcessCpu(long pid, boolean withChildren) {

    /** Linux reports CPU times in hundredths of a second (USER_HZ), independent of the kernel's clock. */
    private static final double MICROS_PER_TICK = 10_000;

    /** The CPU time of this JVM, without its children, which are the servers. */
    public static ProcessCpu ofThis() {
        return new ProcessCpu(ProcessHandle.current().pid(), false);
    }

    /** The CPU time of a process and its children; nginx, for instance, works in child processes. */
    public static ProcessCpu of(long pid) {
        return new ProcessCpu(pid, true);
    }

    /**
     * User and system time since the start of the process, in microseconds. NaN without such a process or without
     * /proc.
     */
    public double micros() {
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle == null) {
            return Double.NaN;
        }
        Stream<ProcessHandle> children = withChildren ? handle.descendants() : Stream.empty();
        try (Stream<ProcessHandle> all = Stream.concat(Stream.of(handle), children)) {
            return all.mapToDouble(one -> ticks(one.pid())).sum() * MICROS_PER_TICK;
        }
    }

    private static double ticks(long pid) {
        try {
            return ticks(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
        } catch (IOException gone) {
            return Double.NaN;
        }
    }

    /**
     * Fields 14 and 15 of proc(5)'s stat. The second field, the name, may contain spaces and ends at the last bracket.
     */
    static double ticks(String stat) {
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }
}
