package io.linklog.stack;

/** The servers of a stack. Each is one process. */
public enum Server {
    KAFKA("kafka"),
    CASSANDRA("cassandra"),
    ETCD("etcd"),
    /** The schema registry. Needs {@link #KAFKA}, where it keeps its schemas. */
    REGISTRY("registry");

    private final String processName;

    Server(String processName) {
        this.processName = processName;
    }

    /** The name of its process, log and data folder. */
    public String processName() {
        return processName;
    }
}
