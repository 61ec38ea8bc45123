package io.linklog.stack.process;

import io.linklog.stack.machine.Disks;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process of the stack: how to start it, and how to see that it works. Implementations are immutable. */
public interface Program {

    /** The name, unique in a stack: of its log, its data folder and its line in {@code status}. */
    String name();

    /** The ports it will listen on. The starter checks them, so a port in use becomes a clear error. */
    List<ListenPort> listens();

    /**
     * Writes what the process reads, such as configuration and formatted storage, and returns how to start it. Called
     * before each start; data of earlier starts may exist.
     *
     * @throws StackException when this machine lacks something that the process needs
     */
    Launch prepare() throws IOException;

    /**
     * Asks the process something that only a working one answers; may complete its set-up. Returns false or throws
     * while the process is not ready; a {@link NotReady} says why. Takes a few seconds at most.
     */
    boolean answers() throws Exception;

    /** A process runs but is not ready. The message says what it waits for, as the end of "it waits for …". */
    final class NotReady extends Exception {
        private static final long serialVersionUID = 1;

        public NotReady(String waitsFor) {
            super(waitsFor);
        }
    }

    /**
     * The class path with which the next start would run; empty if the program is no part of the build. What runs with
     * another one is older than the build.
     *
     * @throws StackException when it is not built
     */
    default String builtClassPath() {
        return "";
    }

    /** Called after the process ended in order, that is without a kill. */
    default void endedInOrder() {}

    /** Whether an orderly end is worth waiting for, although a kill does no harm. */
    default boolean profitsFromAnOrderlyEnd() {
        return false;
    }

    /** Whether the process gets a lower CPU priority once it answers. True if no client waits for its work. */
    default boolean yields() {
        return false;
    }

    /**
     * The folder whose disk must have {@link Disks#FOR_A_START} free before a dead process is started again; empty if a
     * start on a full disk does no harm.
     */
    default Optional<Path> needsRoomIn() {
        return Optional.empty();
    }

    /**
     * How long a start may take before it counts as hung, from the moment when all that the program needs answers.
     * Generous, for a busy machine; a process that dies is noticed at once.
     */
    default Duration patience() {
        return Duration.ofMinutes(5);
    }

    /**
     * A port and the setting that changes it.
     *
     * @param setting the setting that changes the port, for instance {@code LINKLOG_KAFKA_PORT}
     */
    record ListenPort(int number, String setting) {}

    /**
     * @param command the absolute path of the program, then its arguments
     * @param environment added to the inherited environment
     * @param folder the working folder, which must exist
     */
    record Launch(List<String> command, Map<String, String> environment, Path folder) {
        public Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }
}
