package io.linklog.kit.blocked;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.schemas.targets.HostSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a file of hosts: reads it again when it changed and two looks in a row find it the same. While it is missing
 * or not valid, its last valid content stays in use. Thread-safe.
 */
final class FileFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileFollower.class);

    private final Counter invalid;
    private final Loop loop;
    private volatile BlockedFile file;
    // confined to the loop after the start
    private String seenVersion;
    private String readVersion;

    /** @param recheck the pause between two looks */
    FileFollower(BlockedFile file, Duration recheck, MeterRegistry meters, Health health) {
        this.file = file;
        this.seenVersion = file.version();
        this.readVersion = seenVersion;
        this.invalid = Counter.builder("linklog.blocked.file.invalid")
                .description("Changes of the file of blocked targets that could not be used; the content before stays")
                .register(meters);
        this.loop = Loop.start(
                "blocked targets",
                () -> {
                    Thread.sleep(recheck.toMillis());
                    readIfChanged();
                },
                health);
    }

    HostSet hosts() {
        return file.hosts();
    }

    private void readIfChanged() {
        String version = BlockedFile.version(file.path());
        boolean isWritten = version.equals(seenVersion);
        seenVersion = version;
        // a file that is being written is shorter than it will be, and may be empty
        if (!isWritten || version.equals(readVersion)) {
            return;
        }
        readVersion = version;
        try {
            file = BlockedFile.read(file.path());
            LOG.info("Read {} blocked hosts and suffixes from {}", file.hosts().size(), file.path());
        } catch (IllegalArgumentException e) {
            invalid.increment();
            LOG.warn("Keeping the blocked targets of before: {}", e.getMessage());
        }
    }

    /** Ends following. */
    @Override
    public void close() {
        loop.close();
    }
}
