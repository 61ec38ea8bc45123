package io.linklog.kit.cassandra;

/** The etcd keys that say which keyspace holds the projection. The projector writes them; readers follow them. */
public final class KeyspaceKeys {

    /** The name of the keyspace that readers read. */
    public static final String ACTIVE = "/linklog/projection/keyspace";

    /** The name of the keyspace that a replay fills; absent while none runs. */
    public static final String REPLAY = "/linklog/projection/replay";

    private KeyspaceKeys() {}
}
