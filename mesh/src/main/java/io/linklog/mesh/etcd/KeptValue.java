package io.linklog.mesh.etcd;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known value of a key, written back when etcd has lost it: when etcd was wiped, or restored from an older
 * snapshot. For keys that are never deleted on purpose. Confined to the thread of a {@link KeyWatch}.
 */
public final class KeptValue {

    private static final Logger LOG = LoggerFactory.getLogger(KeptValue.class);

    private final Etcd etcd;
    private final String key;
    private final Predicate<String> isOlder;
    private Etcd.@Nullable Entry known;

    /**
     * Knows nothing yet: the first entry that {@link #keep} gets is the first known one.
     *
     * @param key of etcd
     * @param isOlder whether a value with a lower revision than the known one is an older value of the key. A lower
     *     revision alone does not tell: after etcd was wiped, new values have low revisions, too
     */
    public KeptValue(Etcd etcd, String key, Predicate<String> isOlder) {
        this.etcd = etcd;
        this.key = key;
        this.isOlder = isOlder;
    }

    /**
     * Takes note of what etcd has, and writes the known value back if etcd has lost it. Waits for etcd then.
     *
     * @param now the key as read; empty if it does not exist
     * @return the entry to follow; empty if the key never had a value
     * @throws EtcdUnavailableException if the write fails; the caller repeats the call with the next read
     */
    public Optional<Etcd.Entry> keep(Optional<Etcd.Entry> now) {
        Etcd.Entry last = known;
        if (last == null || (now.isPresent() && !isLost(last, now.get()))) {
            known = now.orElse(null);
            return now;
        }
        writeBack(last, now.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT));
        return Optional.of(last);
    }

    private void writeBack(Etcd.Entry last, long expectedModRevision) {
        try {
            // if another process is faster, the watch delivers what that one has written
            if (etcd.await(etcd.compareAndSet(key, expectedModRevision, last.value()))
                    .isPresent()) {
                LOG.warn("etcd had lost the value of {}: written back", key);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the watch is closed
        }
    }

    private boolean isLost(Etcd.Entry last, Etcd.Entry now) {
        return now.modRevision() < last.modRevision() && !now.value().equals(last.value()) && isOlder.test(now.value());
    }
}
