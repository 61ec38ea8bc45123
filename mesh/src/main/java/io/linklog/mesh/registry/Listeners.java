package io.linklog.mesh.registry;

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

/** Tells of changes, in order, on one thread of its own. Thread-safe. */
final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread t = new Thread(task, "service-directory-listeners");
        t.setDaemon(true);
        return t;
    });

    // confined to the thread above
    private final Map<Object, Consumer<InstanceChange>> listeners = new HashMap<>();
    private Map<String, List<Instance>> told = Map.of();

    /** @param listener is told of all that there is, then of what changes */
    ServiceDirectory.Subscription add(Consumer<InstanceChange> listener) {
        Object mine = new Object();
        run(() -> {
            listeners.put(mine, listener);
            told.values()
                    .forEach(instances ->
                            InstanceChange.between(List.of(), instances).forEach(change -> call(listener, change)));
        });
        return () -> run(() -> listeners.remove(mine));
    }

    /** Tells what has changed since the last call. */
    void tell(Map<String, List<Instance>> now) {
        run(() -> {
            Map<String, List<Instance>> before = told;
            told = now;
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
            LOG.error("A listener failed at {}", change, e);
        }
    }

    private void run(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException e) {
            // closed: nobody is told anything any more
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
