package io.linklog.mesh.etcd;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values that etcd has lost, or of which it shows an older state, until they are written back. Thread-safe. */
final class LostValues<T> {

    private static final Logger LOG = LoggerFactory.getLogger(LostValues.class);
    /** Below etcd's own limit for the writes of a transaction, 128. */
    private static final int MOST_WRITES = 100;

    private final Etcd etcd;
    private final KeptKind<T> kind;
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile List<T> lost = List.of();

    LostValues(Etcd etcd, KeptKind<T> kind) {
        this.etcd = etcd;
        this.kind = kind;
    }

    /**
     * Finds the values that are not in etcd as they were seen there.
     *
     * @param seen by key
     * @param now what etcd has, by key
     */
    List<T> find(Map<String, T> seen, Map<String, T> now) {
        List<T> found = seen.entrySet().stream()
                .filter(known -> isLost(known.getValue(), now.get(known.getKey())))
                .map(Map.Entry::getValue)
                .toList();
        lost = found;
        return found;
    }

    private boolean isLost(T known, @Nullable T now) {
        return now == null ? !kind.mayBeMissing().test(known) : kind.isOlder().test(now, known);
    }

    /**
     * Writes the lost values back, one part at a time. Does not wait. Call it after each change, which may be the part
     * just written, and at each recheck, because a call may fail.
     */
    void writeBack() {
        if (!lost.isEmpty() && writing.compareAndSet(false, true)) {
            List<T> judged = lost;
            writePart(judged).whenComplete((done, error) -> {
                writing.set(false);
                if (error != null) {
                    LOG.warn("A lost {} is not written back to etcd yet: {}", kind.noun(), error.toString());
                } else if (!lost.equals(judged)) {
                    writeBack(); // a change that came meanwhile did not begin it
                }
            });
        }
    }

    private CompletableFuture<Void> writePart(List<T> judged) {
        return etcd.list(kind.prefix()).thenCompose(listing -> {
            // another instance may have written one back, and a person may have changed it since
            Map<String, Etcd.Entry> now = new HashMap<>();
            listing.entries().forEach(entry -> now.put(entry.key(), entry));
            List<T> part = judged.stream()
                    .filter(known -> isStillLost(known, now.get(kind.path().apply(known))))
                    .limit(MOST_WRITES)
                    .toList();
            if (part.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            return write(part, now).thenAccept(written -> {
                if (written.isPresent()) {
                    LOG.warn("etcd had lost values of the kind {}: {} written back", kind.noun(), part.size());
                }
            });
        });
    }

    /** Writes all of them or, if one has changed since it was read, none: then the result is empty. */
    private CompletableFuture<Optional<Long>> write(List<T> values, Map<String, Etcd.Entry> read) {
        Transaction transaction = etcd.transaction();
        for (T value : values) {
            String path = kind.path().apply(value);
            Etcd.Entry before = read.get(path);
            transaction
                    .ifModRevision(path, before == null ? Etcd.ABSENT : before.modRevision())
                    .put(path, kind.write().apply(value));
        }
        return transaction.commit();
    }

    private boolean isStillLost(T known, Etcd.@Nullable Entry found) {
        if (found == null) {
            return isLost(known, null);
        }
        try {
            return isLost(known, kind.read().read(found));
        } catch (MalformedValueException e) {
            return false;
        }
    }
}
