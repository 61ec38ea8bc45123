package io.linklog.mesh.blocked;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Adds, lists and removes blocked targets in etcd. All calls are idempotent, so one whose answer is lost may be
 * repeated. Hosts are in their one spelling. Thread-safe.
 */
public final class BlockedTargetStore {

    /**
     * More are refused: every command-service holds all of them in memory, and one answer of etcd has all. Additions at
     * the same moment may exceed it by their number.
     */
    public static final int MOST_TARGETS = 5_000;

    private final Etcd etcd;
    private final InstantSource clock;

    /** @param isNew whether the target was added, and had not been there */
    public record Addition(BlockedTarget target, boolean isNew) {}

    public BlockedTargetStore(Etcd etcd, InstantSource clock) {
        this.etcd = etcd;
        this.clock = clock;
    }

    /**
     * Adds a target, unless it is there.
     *
     * @param by the id of the API key, if there is one
     * @return fails with an {@link IllegalStateException} if there are {@link #MOST_TARGETS} others
     * @throws IllegalArgumentException if the host is too long
     */
    public CompletableFuture<Addition> add(String host, Optional<String> by) {
        BlockedTarget target = new BlockedTarget(host, clock.instant().truncatedTo(ChronoUnit.SECONDS), by);
        String path = BlockedTargetJson.path(host);
        return etcd.list(BlockedTargetJson.PREFIX).thenCompose(all -> {
            Optional<BlockedTarget> known = readable(all.entries()).stream()
                    .filter(each -> each.host().equals(host))
                    .findFirst();
            if (known.isPresent()) {
                return CompletableFuture.completedFuture(new Addition(known.get(), false));
            }
            if (all.entries().size() >= MOST_TARGETS) {
                throw new IllegalStateException("there are " + MOST_TARGETS + " blocked targets already, the most there"
                        + " may be; more can stand in the file LINKLOG_BLOCKED_TARGETS_FILE of each command-service");
            }
            return etcd.compareAndSet(path, Etcd.ABSENT, BlockedTargetJson.write(target))
                    .thenApply(written -> new Addition(target, written.isPresent()));
        });
    }

    /** All targets by host. Values that are no target are left out. */
    public CompletableFuture<List<BlockedTarget>> list() {
        return etcd.list(BlockedTargetJson.PREFIX).thenApply(listing -> {
            List<BlockedTarget> targets = readable(listing.entries());
            targets.sort(Comparator.comparing(BlockedTarget::host));
            return List.copyOf(targets);
        });
    }

    private static List<BlockedTarget> readable(List<Etcd.Entry> entries) {
        List<BlockedTarget> targets = new ArrayList<>();
        for (Etcd.Entry entry : entries) {
            try {
                targets.add(BlockedTargetJson.read(entry));
            } catch (MalformedValueException e) {
                // BlockedTargetBook logs it
            }
        }
        return targets;
    }

    /** Removes a target. @return false if there was none of this host */
    public CompletableFuture<Boolean> remove(String host) {
        String path = BlockedTargetJson.path(host);
        return etcd.get(path)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : etcd.delete(path).thenApply(done -> true));
    }
}
