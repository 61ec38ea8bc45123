package io.linklog.stack.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Excludes everyone else who starts, stops or restarts a process of the same stack: other threads and other JVMs. Held
 * for milliseconds. Not reentrant.
 */
final class RunLock {
    /** A file lock belongs to the JVM, so it does not exclude this JVM's other threads. */
    private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

    private final Path run;

    RunLock(Path run) {
        this.run = run;
    }

    interface Work<T> {
        T run() throws IOException;
    }

    <T> T hold(Work<T> work) throws IOException {
        IN_THIS_JVM.lock();
        // a channel closes itself under an interrupted thread, but what is recorded half must be recorded whole
        boolean interrupted = Thread.interrupted();
        try {
            Files.createDirectories(run);
            try (FileChannel channel =
                            FileChannel.open(run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return work.run();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            IN_THIS_JVM.unlock();
        }
    }
}
