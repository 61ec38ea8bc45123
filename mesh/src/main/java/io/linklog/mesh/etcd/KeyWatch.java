package io.linklog.mesh.etcd;

import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.linklog.mesh.async.DaemonThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one key of etcd. It reads the key when a watch reports a change, and at least every two seconds, because a
 * watch may end silently: on compaction, or when its member has no leader. The listener is called on one thread, with
 * each value that differs from the last one. Intermediate values may be skipped, but never the latest one. While etcd
 * is unavailable the listener is not called.
 */
public final class KeyWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final Etcd etcd;
    private final String key;
    private final Consumer<Optional<Etcd.Entry>> listener;
    private final ScheduledExecutorService thread;

    // confined to the thread above
    private @Nullable Optional<Etcd.Entry> last;
    private Watch.@Nullable Watcher watcher;
    private boolean unavailable;

    KeyWatch(Etcd etcd, String key, Consumer<Optional<Etcd.Entry>> listener) {
        this.etcd = etcd;
        this.key = key;
        this.listener = listener;
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("etcd-watch " + key));
        thread.scheduleWithFixedDelay(this::read, 0, POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read() {
        try {
            if (watcher == null || watcher.isClosed()) {
                // opened again if it was closed: that happens when the client is replaced
                watcher = etcd.client()
                        .getWatchClient()
                        .watch(
                                Etcd.bytes(key),
                                WatchOption.builder().withRequireLeader(true).build(),
                                // on jetcd's event loop, so only hand over
                                Watch.listener(response -> thread.execute(this::read), error -> {}));
            }
            Optional<Etcd.Entry> now = etcd.await(etcd.get(key));
            unavailable = false;
            if (!now.equals(last)) {
                listener.accept(now);
                // only after the listener succeeded: one that throws is called again after the next read
                last = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!unavailable) {
                LOG.warn("Cannot follow etcd key {}: {}. The last known value stays in use", key, e.toString());
                unavailable = true;
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        Watch.Watcher open = watcher;
        if (open != null) {
            open.close();
        }
    }
}
