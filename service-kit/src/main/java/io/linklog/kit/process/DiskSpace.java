package io.linklog.kit.process;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Optional;

/** The free space of the disk on which a process keeps its state. Thread-safe. */
public final class DiskSpace {

    private static final long MIB = 1024 * 1024;

    private final Path folder;

    /** @param folder a folder that exists */
    public DiskSpace(Path folder, MeterRegistry metrics) {
        this.folder = folder.toAbsolutePath();
        Gauge.builder("linklog.disk.free", this.folder, DiskSpace::free)
                .baseUnit("bytes")
                .strongReference(true)
                .tag("folder", this.folder.toString())
                .description("Free space of the disk on which this process keeps its state")
                .register(metrics);
    }

    /** For {@link Health}: the folder with its free space if that is less than a number of MiB; else empty. */
    public Optional<String> problem(long leastMib) {
        long free = free(folder);
        return free >= leastMib * MIB
                ? Optional.empty()
                : Optional.of(
                        "the disk of " + folder + " has " + free / MIB + " MiB free; " + leastMib + " are needed");
    }

    /** 0 also if the folder is gone. */
    private static long free(Path folder) {
        return folder.toFile().getUsableSpace();
    }
}
