package io.linklog.kit.cassandra;

/** The etcd keys of the keyspaces in use. The projector writes them; readers watch them. */
public final class KeyspaceKeys {

    /** The name of the keyspace that readers read. */
    public static final String ACTIVE = "/linklog/projection/keyspace";

    /** The name of the keyspace that a replay fills; absent while none runs. */
    public static final String REPLAY = "/linklog/projection/replay";

    private KeyspaceKeys() {}
}
