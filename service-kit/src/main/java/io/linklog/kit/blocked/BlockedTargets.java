package io.linklog.kit.blocked;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.mesh.blocked.BlockedTarget;
import io.linklog.mesh.blocked.BlockedTargetBook;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.schemas.targets.HostPattern;
import io.linklog.schemas.targets.HostSet;
import io.linklog.schemas.targets.TargetCheck;
import io.linklog.schemas.targets.TargetHost;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses targets on hosts that admins added in etcd, or that the operator's file names. Thread-safe; a check takes no
 * lock and makes no call.
 */
public final class BlockedTargets implements TargetCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BlockedTargets.class);
    private static final Duration RECHECK = Duration.ofSeconds(1);
    private static final Duration FIRST_READ = Duration.ofSeconds(3);

    private final Supplier<HostSet> ofFile;
    private final Counter refused;
    private volatile HostSet ofEtcd = HostSet.EMPTY;

    BlockedTargets(Supplier<HostSet> ofFile, MeterRegistry meters) {
        this.ofFile = ofFile;
        this.refused = Counter.builder("linklog.targets.blocked")
                .description("Targets refused because their host is blocked")
                .register(meters);
        gauge("file", ofFile, meters);
        gauge("etcd", () -> ofEtcd, meters);
    }

    private static void gauge(String source, Supplier<HostSet> hosts, MeterRegistry meters) {
        Gauge.builder("linklog.blocked.hosts", hosts, each -> each.get().size())
                .tag("source", source)
                .description("Hosts and suffixes that no link may lead to")
                .strongReference(true)
                .register(meters);
    }

    /**
     * Begins to follow etcd and the file. Waits some seconds for the first answer of etcd; then the last known entries
     * are in use.
     */
    public static BlockedTargets follow(
            BlockedSettings settings, Etcd etcd, MeterRegistry meters, Health health, Closer closer)
            throws InterruptedException {
        Optional<FileFollower> file = settings.file()
                .map(read -> closer.add("blocked file", new FileFollower(read, RECHECK, meters, health)));
        BlockedTargets targets =
                new BlockedTargets(() -> file.map(FileFollower::hosts).orElse(HostSet.EMPTY), meters);
        BlockedTargetBook book =
                closer.add("blocked targets", new BlockedTargetBook(etcd, settings.snapshot(), meters, targets::take));
        try {
            book.whenFollowed().get(FIRST_READ.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("etcd does not answer; the blocked targets are those of the snapshot until it does");
        }
        return targets;
    }

    /** Replaces the entries of etcd. */
    void take(Collection<BlockedTarget> present) {
        List<HostPattern> patterns = new ArrayList<>();
        for (BlockedTarget target : present) {
            try {
                patterns.add(HostPattern.parse(target.host()));
            } catch (IllegalArgumentException e) {
                LOG.warn("Ignoring the blocked target \"{}\" in etcd, which {}", target.host(), e.getMessage());
            }
        }
        ofEtcd = new HostSet(patterns);
    }

    @Override
    public Optional<String> mistake(TargetHost target) {
        Optional<String> mistake = ofEtcd.mistake(target).or(() -> ofFile.get().mistake(target));
        mistake.ifPresent(text -> refused.increment());
        return mistake;
    }
}
