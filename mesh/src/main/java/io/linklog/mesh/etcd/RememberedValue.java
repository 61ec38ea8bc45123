package io.linklog.mesh.etcd;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One key of etcd with a copy on disk, for a start while etcd is unavailable. For values that are no secrets, change
 * seldom and are still good when they are old; whoever follows the key gets the current one when etcd is back. Methods
 * wait for etcd. Not thread-safe.
 */
public final class RememberedValue {

    private static final Logger LOG = LoggerFactory.getLogger(RememberedValue.class);

    private final Etcd etcd;
    private final String key;
    private final SnapshotFile file;

    /** @param file no other process may write it */
    public RememberedValue(Etcd etcd, String key, Path file) {
        this.etcd = etcd;
        this.key = key;
        this.file = new SnapshotFile(file);
    }

    /**
     * The entry in etcd; the last one that was seen if etcd does not answer.
     *
     * @return empty if etcd has no value, or had none when it was last seen
     * @throws EtcdUnavailableException if etcd does not answer and never did
     */
    public Optional<Etcd.Entry> get() throws InterruptedException {
        try {
            Optional<Etcd.Entry> found = etcd.await(etcd.get(key));
            remember(found);
            return found;
        } catch (EtcdUnavailableException e) {
            return remembered(e);
        }
    }

    /** Takes note of what a watch has delivered. */
    public void remember(Optional<Etcd.Entry> entry) {
        file.write(new SnapshotFile.Snapshot(Instant.now(), entry.stream().toList()));
    }

    private Optional<Etcd.Entry> remembered(EtcdUnavailableException away) {
        SnapshotFile.Snapshot last = file.read().orElseThrow(() -> away);
        LOG.warn("{}; {} is what it was at {}", away.getMessage(), key, last.confirmedAt());
        return last.entries().stream().findFirst();
    }
}
