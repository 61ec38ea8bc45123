package io.linklog.projector;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.process.Health;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeptValue;
import io.linklog.mesh.etcd.KeyWatch;
import io.linklog.projector.projection.Projection;
import io.linklog.projector.projection.ProjectionMeters;
import io.linklog.projector.projection.ProjectionSettings;
import io.linklog.projector.projection.ProjectionStores;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the projection to the active keyspace. When the key in etcd names another keyspace, it closes the old projection
 * and starts one for the new keyspace, which continues at its group's offsets. While etcd does not answer, the current
 * projection continues. If etcd has lost the key, it is written back. Thread-safe.
 */
final class ActiveProjection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveProjection.class);

    private final ProjectionStores stores;
    private final ProjectionSettings settings;
    private final ProjectionMeters meters;
    private final Health health;
    private final KeyWatch watch;

    private final Object lock = new Object();
    private volatile @Nullable Projection current; // written with the lock held
    private boolean closed; // guarded by lock

    /** Starts to follow the key, which must exist. */
    ActiveProjection(
            Etcd etcd, ProjectionStores stores, ProjectionSettings settings, ProjectionMeters meters, Health health) {
        this.stores = stores;
        this.settings = settings;
        this.meters = meters;
        this.health = health;
        health.addReadinessCheck("projection", this::problem);
        health.addReadinessCheck("cassandra", this::cassandraProblem);
        KeptValue kept = new KeptValue(etcd, KeyspaceKeys.ACTIVE, this::isOlder);
        this.watch = etcd.watch(KeyspaceKeys.ACTIVE, entry -> follow(kept.keep(entry)));
    }

    private boolean isOlder(String keyspace) {
        Projection now = current;
        return now != null && now.keyspace().isAfter(keyspace);
    }

    // on the thread of the watch, which may block
    private void follow(Optional<Etcd.Entry> entry) {
        if (entry.isEmpty()) {
            LOG.warn("etcd has no key {}; continuing with {}", KeyspaceKeys.ACTIVE, current);
            return;
        }
        Optional<Keyspace> wanted = Keyspace.parse(entry.get().value());
        if (wanted.isEmpty()) {
            LOG.error(
                    "etcd key {} names {}, which is not a keyspace of projections; continuing with {}",
                    KeyspaceKeys.ACTIVE,
                    entry.get().value(),
                    current);
            return;
        }
        project(wanted.get());
    }

    private void project(Keyspace wanted) {
        synchronized (lock) {
            Projection old = current;
            if (closed || (old != null && old.keyspace().equals(wanted))) {
                return;
            }
            if (old != null) {
                LOG.info("Readers read {} now: closing the projection to {}", wanted, old.keyspace());
                old.close();
            }
            LOG.info("Projecting to {}", wanted);
            current = new Projection(stores, wanted, settings, Projection.Partitions.SHARED, meters, health);
        }
    }

    private Optional<String> problem() {
        Projection now = current;
        return now == null ? Optional.of("the active keyspace is not known yet") : now.problem();
    }

    private Optional<String> cassandraProblem() {
        for (Node node : stores.cassandra().getMetadata().getNodes().values()) {
            if (node.getState() == NodeState.UP) {
                return Optional.empty();
            }
        }
        return Optional.of("no node is up");
    }

    /** Stops following and projecting. Idempotent. */
    @Override
    public void close() {
        watch.close();
        synchronized (lock) {
            closed = true;
            Projection last = current;
            current = null;
            if (last != null) {
                last.close();
            }
        }
    }
}
