package io.linklog.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The CPU time that a process and its children have used, from Linux' {@code /proc}. */
public record ProcessCpu(long pid, boolean withChildren) {

    /** Linux shows times in hundredths of a second to every program (USER_HZ), whatever its kernel's own clock. */
    private static final double MICROS_PER_TICK = 10_000;

    /** Of this JVM alone: its children, which are the servers, do not count as its own. */
    public static ProcessCpu ofThis() {
        return new ProcessCpu(ProcessHandle.current().pid(), false);
    }

    /** Of a process and the children it works in, as nginx does. */
    public static ProcessCpu of(long pid) {
        return new ProcessCpu(pid, true);
    }

    /** In microseconds, user and system together, since it started. NaN where there is no such process or no /proc. */
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

    /** Fields 14 and 15; the second field, the name, may hold spaces and ends with the last bracket. */
    static double ticks(String stat) {
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }
}
