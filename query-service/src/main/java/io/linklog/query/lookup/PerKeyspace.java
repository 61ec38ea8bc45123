package io.linklog.query.lookup;

import io.linklog.query.cassandra.KeyspaceSession;
import java.util.function.Function;

/**
 * What a package prepares for each keyspace: its statements. {@link ActiveReadModel} prepares it before readers see the
 * keyspace. A request takes the current {@link ReadModel} once and asks {@link #of} with it: so all its reads go to the
 * same keyspace, also across a switch. Thread-safe.
 *
 * @param <T> what is prepared; must be thread-safe
 */
public final class PerKeyspace<T> {

    private final Function<KeyspaceSession, T> prepare;

    /** @param prepare is called once for each keyspace; may wait for the server */
    public PerKeyspace(Function<KeyspaceSession, T> prepare) {
        this.prepare = prepare;
    }

    T prepare(KeyspaceSession session) {
        return prepare.apply(session);
    }

    /**
     * What was prepared for the keyspace of a read model.
     *
     * @throws IllegalStateException when this is missing in {@link ReadModel.Parts#statements}
     */
    public T of(ReadModel model) {
        return model.partOf(this);
    }
}
