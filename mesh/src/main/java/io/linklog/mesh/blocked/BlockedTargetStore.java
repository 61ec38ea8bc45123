package io.linklog.mesh.blocked;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Adds, lists and removes blocked targets in etcd. Each write takes effect only if the target has not changed since it
 * was read. All calls are idempotent, so one whose answer is lost may be repeated. Hosts are in their one spelling.
 * Thread-safe.
 */
public final class BlockedTargetStore {

    /** More are refused: every command-service holds all of them in memory, and one answer of etcd has all. */
    public static final int MOST_TARGETS = 5_000;

    /** Below etcd's own limit for a transaction, 128. */
    private static final int MOST_DELETIONS = 100;

    private final Etcd etcd;
    private final InstantSource clock;

    /** @param isNew whether the target was added, and had not been there */
    public record Addition(BlockedTarget target, boolean isNew) {}

    private record Stored(BlockedTarget target, long modRevision) {}

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
        BlockedTarget target = new BlockedTarget(host, now(), by);
        return etcd.list(BlockedTargetJson.PREFIX).thenCompose(all -> {
            Optional<Stored> before = readable(all.entries()).stream()
                    .filter(each -> each.target.host().equals(host))
                    .findFirst();
            if (before.isPresent()) {
                BlockedTarget known = before.get().target;
                return known.works()
                        ? CompletableFuture.completedFuture(new Addition(known, false))
                        : write(known.withAddition(now(), by), before.get().modRevision);
            }
            return makePlace(all.entries()).thenCompose(done -> write(target, Etcd.ABSENT));
        });
    }

    /** Removed targets are kept until their places are needed. */
    private CompletableFuture<Void> makePlace(List<Etcd.Entry> all) {
        if (all.size() < MOST_TARGETS) {
            return CompletableFuture.completedFuture(null);
        }
        List<Stored> removed = readable(all).stream()
                .filter(each -> !each.target.works())
                .limit(MOST_DELETIONS)
                .toList();
        if (removed.isEmpty()) {
            throw new IllegalStateException("there are " + MOST_TARGETS + " blocked targets already, the most there may"
                    + " be; more can stand in the file LINKLOG_BLOCKED_TARGETS_FILE of each command-service");
        }
        Transaction deletion = etcd.transaction();
        for (Stored each : removed) {
            String path = BlockedTargetJson.path(each.target.host());
            deletion.ifModRevision(path, each.modRevision).delete(path);
        }
        return deletion.commit().thenAccept(BlockedTargetStore::requireWritten);
    }

    private CompletableFuture<Addition> write(BlockedTarget target, long modRevision) {
        return etcd.compareAndSet(BlockedTargetJson.path(target.host()), modRevision, BlockedTargetJson.write(target))
                .thenApply(written -> {
                    requireWritten(written);
                    return new Addition(target, true);
                });
    }

    private static void requireWritten(Optional<Long> revision) {
        if (revision.isEmpty()) {
            throw new IllegalStateException("the blocked targets are being changed elsewhere; try again");
        }
    }

    /** All targets by host, without removed ones. Values that are no target are left out. */
    public CompletableFuture<List<BlockedTarget>> list() {
        return etcd.list(BlockedTargetJson.PREFIX)
                .thenApply(listing -> readable(listing.entries()).stream()
                        .map(Stored::target)
                        .filter(BlockedTarget::works)
                        .sorted(Comparator.comparing(BlockedTarget::host))
                        .toList());
    }

    private static List<Stored> readable(List<Etcd.Entry> entries) {
        return entries.stream().flatMap(entry -> read(entry).stream()).toList();
    }

    private static Optional<Stored> read(Etcd.Entry entry) {
        try {
            return Optional.of(new Stored(BlockedTargetJson.read(entry), entry.modRevision()));
        } catch (MalformedValueException e) {
            return Optional.empty(); // BlockedTargetBook logs it
        }
    }

    /** Removes a target. @return false if there was none of this host */
    public CompletableFuture<Boolean> remove(String host) {
        String path = BlockedTargetJson.path(host);
        return etcd.get(path).thenCompose(found -> {
            Optional<Stored> before = found.flatMap(BlockedTargetStore::read).filter(each -> each.target.works());
            if (before.isEmpty()) {
                return CompletableFuture.completedFuture(false);
            }
            return write(before.get().target.withRemoval(now()), before.get().modRevision)
                    .thenApply(done -> true);
        });
    }

    /** Whole seconds: people read these times. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
