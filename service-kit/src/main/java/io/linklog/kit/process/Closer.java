package io.linklog.kit.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, in reverse order. The first error is thrown at the end with the others suppressed, and none
 * keeps the rest from being closed. Idempotent; thread-safe.
 */
public final class Closer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private record Opened(String name, AutoCloseable resource) {}

    private final Deque<Opened> opened = new ArrayDeque<>();
    private final Deque<Opened> before = new ArrayDeque<>();

    /** Remembers a resource and gives it back. */
    public synchronized <T extends AutoCloseable> T add(String name, T resource) {
        opened.push(new Opened(name, resource));
        return resource;
    }

    /**
     * Remembers what is done before anything is closed, also before what is opened later: to say goodbye, for instance.
     */
    public synchronized void before(String name, AutoCloseable farewell) {
        before.push(new Opened(name, farewell));
    }

    @Override
    public synchronized void close() throws Exception {
        Exception first = null;
        while (!before.isEmpty() || !opened.isEmpty()) {
            Opened next = before.isEmpty() ? opened.pop() : before.pop();
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
