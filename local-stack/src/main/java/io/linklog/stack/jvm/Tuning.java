package io.linklog.stack.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the servers' JVMs are tuned for; the figures are in RATIONALE.md. */
public enum Tuning {
    /** Quick to start, slow under load: stops at the first compiler. For tests. */
    START,
    /** Full compilation. For everything that is used or measured. */
    LOAD;

    /** Options for each JVM of a stack, separated by blanks. */
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
        // last, because a JVM heeds the last of two
        flags.addAll(more(environment));
        return flags;
    }

    /** The options that {@code LINKLOG_JVM_OPTIONS} adds to those of each JVM. */
    public static List<String> more(Map<String, String> environment) {
        return Stream.of(environment.getOrDefault(MORE, "").split("\\s+"))
                .filter(option -> !option.isEmpty())
                .toList();
    }
}
