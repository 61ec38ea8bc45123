package io.linklog.mesh.etcd;

import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
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
 * Follows one key of etcd. Push and poll together: a watch says when to look, a look at least every two seconds finds
 * what the watch missed (a watch ends silently on compaction or when its member has no leader). The listener is called
 * on one thread, with each value that a look finds changed; values in between may be skipped, the latest never is.
 * While etcd is away nothing is called and the last value stands.
 */
public final class KeyWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(2);

    private final Etcd etcd;
    private final String key;
    private final Consumer<Optional<Etcd.Entry>> listener;
    private final ScheduledExecutorService thread;

    // confined to the thread above
    private @Nullable Optional<Etcd.Entry> last;
    private Watch.@Nullable Watcher watcher;
    private boolean away;

    KeyWatch(Etcd etcd, String key, Consumer<Optional<Etcd.Entry>> listener) {
        this.etcd = etcd;
        this.key = key;
        this.listener = listener;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread t = new Thread(task, "etcd-watch " + key);
            t.setDaemon(true);
            return t;
        });
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_AT_LEAST_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (watcher == null || watcher.isClosed()) {
                // asked for each time: the client is replaced when it fails for long, and its watchers are closed
                watcher = etcd.client()
                        .getWatchClient()
                        .watch(
                                Etcd.bytes(key),
                                WatchOption.builder().withRequireLeader(true).build(),
                                // on jetcd's event loop: only pass on
                                Watch.listener(response -> thread.execute(this::look), error -> {}));
            }
            Optional<Etcd.Entry> now = etcd.await(etcd.get(key));
            away = false;
            if (!now.equals(last)) {
                listener.accept(now);
                // only when the listener was content: one that throws is called again at the next look
                last = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!away) {
                LOG.warn("Following etcd key {}: {}; going on with what is known", key, e.toString());
                away = true;
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
