package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.projector.projection.WriteWindow;
import java.util.HashMap;
import java.util.Map;

/** The writes of one batch, of which those of one link start in their order. Confined to the projection's thread. */
final class OrderedWrites {

    private final CqlSession cassandra;
    private final Map<String, WriteWindow.Task> latest = new HashMap<>();

    OrderedWrites(CqlSession cassandra) {
        this.cassandra = cassandra;
    }

    /** Adds a write that starts after the earlier ones of the link. */
    void add(String link, WriteWindow.Task task, WriteWindow writes) {
        WriteWindow.Task earlier = latest.put(link, task);
        if (earlier == null) {
            writes.add(task);
        } else {
            writes.addAfter(earlier, task);
        }
    }

    /** Adds a write that has rows of several links, in any order. */
    void addShared(Statement<?> statement, Runnable whenDone, WriteWindow writes) {
        writes.add(new WriteWindow.Task(null, () -> cassandra.executeAsync(statement), whenDone));
    }

    /** Ends the batch. */
    void clear() {
        latest.clear();
    }
}
