package io.linklog.command.blocked;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.schemas.targets.HostSet;
import io.linklog.schemas.targets.TargetCheck;
import io.linklog.schemas.targets.TargetHost;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses targets on the hosts of a file, which is read again when it changed and two looks in a row find it the same.
 * While the file is missing or not valid, its last valid content stays in use. Thread-safe; a check takes no lock.
 */
public final class BlockedTargets implements TargetCheck, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockedTargets.class);
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final Path file;
    private final Counter refused;
    private final Counter invalid;
    private final Loop loop;
    private volatile HostSet hosts;
    // confined to the loop after the start
    private String seenVersion;
    private String readVersion;

    private BlockedTargets(Path file, Duration recheck, MeterRegistry meters, Health health) {
        this.file = file;
        this.seenVersion = version();
        this.readVersion = seenVersion;
        this.hosts = BlockedFile.read(file);
        this.refused = Counter.builder("linklog.targets.blocked")
                .description("Targets refused because their host is blocked")
                .register(meters);
        this.invalid = Counter.builder("linklog.blocked.file.invalid")
                .description("Changes of the file of blocked targets that could not be used; the content before stays")
                .register(meters);
        Gauge.builder("linklog.blocked.hosts", this, targets -> targets.hosts.size())
                .description("Hosts and suffixes that no link may lead to")
                .register(meters);
        this.loop = Loop.start(
                "blocked targets",
                () -> {
                    Thread.sleep(recheck.toMillis());
                    readIfChanged();
                },
                health);
    }

    /**
     * Reads the file and begins to follow it.
     *
     * @throws IllegalArgumentException if the file is not valid
     */
    public static BlockedTargets follow(Path file, MeterRegistry meters, Health health) {
        return new BlockedTargets(file, RECHECK, meters, health);
    }

    static BlockedTargets follow(Path file, Duration recheck, MeterRegistry meters, Health health) {
        return new BlockedTargets(file, recheck, meters, health);
    }

    /**
     * Checks the file for the settings.
     *
     * @return the same path
     * @throws IllegalArgumentException if the file is not valid, naming its line
     */
    public static Path requireValid(Path file) {
        BlockedFile.read(file);
        return file;
    }

    @Override
    public Optional<String> mistake(TargetHost target) {
        if (hosts.find(target) == null) {
            return Optional.empty();
        }
        refused.increment();
        // does not say which entry: the list is nobody's business who tries hosts
        return Optional.of("must have another host: links to this one are not allowed here");
    }

    private void readIfChanged() {
        String version = version();
        boolean isWritten = version.equals(seenVersion);
        seenVersion = version;
        // a file that is being written is shorter than it will be, and may be empty
        if (!isWritten || version.equals(readVersion)) {
            return;
        }
        readVersion = version;
        try {
            hosts = BlockedFile.read(file);
            LOG.info("Read {} blocked hosts and suffixes from {}", hosts.size(), file);
        } catch (IllegalArgumentException e) {
            invalid.increment();
            LOG.warn("Keeping the blocked targets of before: {}", e.getMessage());
        }
    }

    private String version() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "missing";
        }
    }

    /** Ends following. Checks go on with the last content. */
    @Override
    public void close() {
        loop.close();
    }
}
