package io.linklog.kit.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes resources in the reverse of the order in which they were added. After an error it closes the rest, then throws
 * the first error with the others suppressed. Idempotent; thread-safe.
 */
public final class Closer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private record Entry(String name, AutoCloseable resource) {}

    private final Deque<Entry> resources = new ArrayDeque<>();
    private final Deque<Entry> stepsBeforeClosing = new ArrayDeque<>();

    /**
     * Adds a resource.
     *
     * @return the resource
     */
    public synchronized <T extends AutoCloseable> T add(String name, T resource) {
        resources.push(new Entry(name, resource));
        return resource;
    }

    /**
     * Adds a step that runs before any resource is closed, even before those that are added later.
     *
     * @param step runs once, for example to announce the stop
     */
    public synchronized void addStepBeforeClosing(String name, AutoCloseable step) {
        stepsBeforeClosing.push(new Entry(name, step));
    }

    @Override
    public synchronized void close() throws Exception {
        Exception first = null;
        while (!stepsBeforeClosing.isEmpty() || !resources.isEmpty()) {
            Entry next = stepsBeforeClosing.isEmpty() ? resources.pop() : stepsBeforeClosing.pop();
            try {
                LOG.debug("Closing {}", next.name);
                next.resource.close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
