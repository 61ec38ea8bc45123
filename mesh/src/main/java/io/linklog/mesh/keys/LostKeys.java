package io.linklog.mesh.keys;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.Transaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that etcd has lost, or of which it shows an older state, until they are written back. A key that ended long ago
 * was removed on purpose. Thread-safe.
 */
final class LostKeys {

    private static final Logger LOG = LoggerFactory.getLogger(LostKeys.class);
    /** Below etcd's own limit for the writes of a transaction, 128. */
    private static final int MOST_WRITES = 100;

    private static final Duration CLOCKS_DIFFER_BY = Duration.ofHours(1);

    private final Etcd etcd;
    private final InstantSource clock;
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile List<ApiKey> lost = List.of();

    LostKeys(Etcd etcd, InstantSource clock) {
        this.etcd = etcd;
        this.clock = clock;
    }

    /**
     * Finds the keys that are not in etcd as they were seen there.
     *
     * @param now what etcd has, by id
     */
    List<ApiKey> find(Collection<ApiKey> seen, Map<String, ApiKey> now) {
        List<ApiKey> found = seen.stream()
                .filter(known -> isLost(known, now.get(known.id())))
                .toList();
        lost = found;
        return found;
    }

    private boolean isLost(ApiKey known, @Nullable ApiKey now) {
        return now == null ? !isRemovable(known) : now.isOlderThan(known);
    }

    private boolean isRemovable(ApiKey known) {
        // earlier than the store removes it: clocks differ, and what one removes another must not write back
        return known.isRemovableAt(clock.instant().plus(CLOCKS_DIFFER_BY));
    }

    /**
     * Writes the lost keys back, one part at a time. Does not wait. Call it after each change, which may be the part
     * just written, and at each recheck, because a call may fail.
     */
    void writeBack() {
        if (!lost.isEmpty() && writing.compareAndSet(false, true)) {
            List<ApiKey> judged = lost;
            writePart(judged).whenComplete((done, error) -> {
                writing.set(false);
                if (error != null) {
                    LOG.warn("Lost keys are not written back to etcd yet: {}", error.toString());
                } else if (!lost.equals(judged)) {
                    writeBack(); // a change that came meanwhile did not begin it
                }
            });
        }
    }

    private CompletableFuture<Void> writePart(List<ApiKey> judged) {
        return etcd.list(KeyPaths.PREFIX).thenCompose(listing -> {
            // another instance may have written one back, and a person may have changed it since
            Map<String, Etcd.Entry> now = new HashMap<>();
            listing.entries().forEach(entry -> now.put(entry.key(), entry));
            List<ApiKey> part = judged.stream()
                    .filter(known -> isStillLost(known, now.get(KeyPaths.of(known.id()))))
                    .limit(MOST_WRITES)
                    .toList();
            if (part.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            return write(part, now).thenAccept(written -> {
                if (written.isPresent()) {
                    LOG.warn("etcd had lost {} keys: written back", part.size());
                }
            });
        });
    }

    /** Writes all of them or, if one has changed since it was read, none: then the result is empty. */
    private CompletableFuture<Optional<Long>> write(List<ApiKey> keys, Map<String, Etcd.Entry> read) {
        Transaction transaction = etcd.transaction();
        for (ApiKey key : keys) {
            String path = KeyPaths.of(key.id());
            Etcd.Entry before = read.get(path);
            transaction
                    .ifModRevision(path, before == null ? Etcd.ABSENT : before.modRevision())
                    .put(path, ApiKeyJson.write(key));
        }
        return transaction.commit();
    }

    private boolean isStillLost(ApiKey known, Etcd.@Nullable Entry found) {
        if (found == null) {
            return !isRemovable(known);
        }
        try {
            return isLost(known, ApiKeyJson.read(found));
        } catch (MalformedValueException e) {
            return false;
        }
    }
}
