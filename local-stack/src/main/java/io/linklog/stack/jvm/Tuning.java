package io.linklog.stack.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the JVMs of servers are tuned for. */
public enum Tuning {
    /** For tests: fast start, low throughput. Uses the first compiler (C1) only. */
    START,
    /** For real use and for measurements: full compilation. */
    LOAD;

    /** The setting with more options for each JVM of a stack, separated by blanks. */
    private static final String MORE = "LINKLOG_JVM_OPTIONS";

    public List<String> jvm(int heapMegabytes) {
        return jvm(heapMegabytes, System.getenv());
    }

    List<String> jvm(int heapMegabytes, Map<String, String> environment) {
        List<String> flags = new ArrayList<>(List.of(
                "-Xms" + heapMegabytes / 2 + "m",
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8"));
        if (this == START) {
            flags.add("-XX:TieredStopAtLevel=1");
        }
        // last, because the JVM obeys the last of two contradicting options
        flags.addAll(more(environment));
        return flags;
    }

    /** The options from {@code LINKLOG_JVM_OPTIONS}, for each JVM of a stack. */
    public static List<String> more(Map<String, String> environment) {
        return Stream.of(environment.getOrDefault(MORE, "").split("\\s+"))
                .filter(option -> !option.isEmpty())
                .toList();
    }
}
