package io.linklog.projector.webhook;

import io.linklog.mesh.Etcd;
import io.linklog.mesh.Follower;
import io.linklog.mesh.MalformedValueException;
import io.linklog.mesh.PrefixWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All hooks as etcd has them, told after each change; while etcd is away those of before stand. What cannot be read as a hook
 * is named in the log, and the hook stays as it was read last.
 */
final class HookBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookBook.class);
    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final Consumer<List<Hooks.Stored>> listener;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "hook-book");
        t.setDaemon(true);
        return t;
    });

    // confined to the thread above
    private final Map<String, Etcd.Item> items = new HashMap<>();
    private final Map<String, Hooks.Stored> hooks = new HashMap<>();
    private final Follower follower;

    /** @param listener hears of all, the oldest first, on a thread that following waits for */
    HookBook(Etcd etcd, Consumer<List<Hooks.Stored>> listener) {
        this.listener = listener;
        this.follower = new Follower(etcd, Hooks.WANTED, RECHECK, new Following(), thread);
    }

    // from here on: on the thread

    private void put(Etcd.Item item) {
        if (item.equals(items.put(item.key(), item))) {
            return;
        }
        try {
            hooks.put(item.key(), Hooks.Stored.of(item));
        } catch (MalformedValueException e) {
            LOG.warn(
                    "etcd key {} is no webhook and is passed over, {} stands: {}",
                    item.key(),
                    hooks.containsKey(item.key()) ? "the one before" : "none",
                    e.getMessage());
        }
    }

    private void delete(String key) {
        items.remove(key);
        hooks.remove(key);
    }

    private void tell() {
        List<Hooks.Stored> all = new ArrayList<>(hooks.values());
        all.sort(Hooks.Stored.OLDEST_FIRST);
        listener.accept(all);
    }

    private final class Following implements Follower.Target {
        @Override
        public void replaced(Etcd.Listing listing) {
            Set<String> gone = new HashSet<>(items.keySet());
            listing.items().forEach(item -> gone.remove(item.key()));
            gone.forEach(HookBook.this::delete);
            listing.items().forEach(HookBook.this::put);
            tell();
        }

        @Override
        public void changed(List<PrefixWatch.Change> changes) {
            for (PrefixWatch.Change change : changes) {
                Etcd.Item former = items.get(change.key());
                if (former != null && former.modRevision() > change.revision()) {
                    continue; // told twice
                }
                if (change.item() != null) {
                    put(change.item());
                } else {
                    delete(change.key());
                }
            }
            tell();
        }

        @Override
        public void confirmed() {}

        @Override
        public Set<String> differences(Etcd.Listing listing, Set<String> changedSince) {
            return listing.differences(items, changedSince);
        }

        @Override
        public void diverged(int keys) {}
    }

    @Override
    public void close() {
        Future<?> ending;
        try {
            ending = thread.submit(follower::close);
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
        try {
            ending.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Following webhooks did not end in order: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
