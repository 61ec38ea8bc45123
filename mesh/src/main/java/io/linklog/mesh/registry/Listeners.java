package io.linklog.mesh.registry;

import io.linklog.mesh.async.DaemonThreads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls listeners with changes, in order, on one thread of its own. Thread-safe. */
final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(DaemonThreads.named("service-directory-listeners"));

    // confined to the thread above
    private final Map<Object, Consumer<InstanceChange>> listeners = new HashMap<>();
    private Map<String, List<Instance>> published = Map.of();

    /** @param listener called with all instances as added, then with each change */
    ServiceDirectory.Subscription add(Consumer<InstanceChange> listener) {
        Object mine = new Object();
        run(() -> {
            listeners.put(mine, listener);
            published
                    .values()
                    .forEach(instances ->
                            InstanceChange.between(List.of(), instances).forEach(change -> call(listener, change)));
        });
        return () -> run(() -> listeners.remove(mine));
    }

    /** Calls the listeners with the changes since the last call. */
    void publish(Map<String, List<Instance>> now) {
        run(() -> {
            Map<String, List<Instance>> before = published;
            published = now;
            Set<String> services = new TreeSet<>(before.keySet());
            services.addAll(now.keySet());
            for (String service : services) {
                for (InstanceChange change : InstanceChange.between(
                        before.getOrDefault(service, List.of()), now.getOrDefault(service, List.of()))) {
                    List.copyOf(listeners.values()).forEach(listener -> call(listener, change));
                }
            }
        });
    }

    private static void call(Consumer<InstanceChange> listener, InstanceChange change) {
        try {
            listener.accept(change);
        } catch (RuntimeException e) {
            LOG.error("A listener failed on {}", change, e);
        }
    }

    private void run(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
