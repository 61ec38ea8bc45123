package io.linklog.stack;

/** The servers that the stack can start; each is one process. */
public enum Server {
    KAFKA("kafka"),
    CASSANDRA("cassandra"),
    ETCD("etcd"),
    /** Needs {@link #KAFKA}, where it keeps its schemas. */
    REGISTRY("registry");

    private final String processName;

    Server(String processName) {
        this.processName = processName;
    }

    /** The name of its process, its log and its data folder. */
    public String processName() {
        return processName;
    }
}
