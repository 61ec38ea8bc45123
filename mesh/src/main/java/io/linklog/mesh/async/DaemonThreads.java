package io.linklog.mesh.async;

import java.util.concurrent.ThreadFactory;

/** Makes daemon threads: they do not keep a process from ending. Thread-safe. */
public final class DaemonThreads implements ThreadFactory {

    private final String name;

    private DaemonThreads(String name) {
        this.name = name;
    }

    /** A factory whose threads all have the same name. */
    public static ThreadFactory named(String name) {
        return new DaemonThreads(name);
    }

    /** A single daemon thread, not started yet. */
    public static Thread thread(String name, Runnable task) {
        return new DaemonThreads(name).newThread(task);
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
