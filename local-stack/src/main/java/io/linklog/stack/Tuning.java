package io.linklog.stack;

import java.util.ArrayList;
import java.util.List;

/** What the servers' JVMs are tuned for; the figures are in RATIONALE.md. */
public enum Tuning {
    /** Quick to start, slow under load: stops at the first compiler. For tests. */
    START,
    /** Full compilation. For everything that is used or measured. */
    LOAD;

    List<String> jvm(int heapMegabytes) {
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
        return flags;
    }
}
