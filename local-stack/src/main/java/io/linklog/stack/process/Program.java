package io.linklog.stack.process;

import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process of the stack: how to start it and how to see that it does its work. Implementations are immutable. */
public interface Program {

    /** Unique in a stack; names its log, its data folder and its line in {@code status}. */
    String name();

    /** What it will listen on, so that a taken port is a sentence and not a stack trace in a log. */
    List<ListenPort> listens();

    /**
     * Writes what the process reads (configuration, formatted storage) and says how to start it. Called before each
     * start, also over the data of an earlier one.
     *
     * @throws StackException when something that the process needs is not on this machine
     */
    Launch prepare() throws IOException;

    /**
     * Asks the process something that only a working one answers; may put the last touch to it. Returns false or throws
     * while it is not ready yet. Takes a few seconds at most.
     */
    boolean answers() throws Exception;

    /** Hears that the process ended because it was asked to, in its own order. */
    default void endedInOrder() {}

    /** Whether an orderly end is worth waiting for, even of a process that can be killed without harm. */
    default boolean profitsFromAnOrderlyEnd() {
        return false;
    }

    /**
     * Whether it gives way to the other processes of its stack, once it answers, where there is not enough processor
     * time for all: what it does can be late without anybody waiting for it.
     */
    default boolean yields() {
        return false;
    }

    /**
     * How long a start may take before it counts as hung. Long, for a machine that does ten other things; a death shows
     * at once.
     */
    default Duration patience() {
        return Duration.ofMinutes(5);
    }

    /**
     * A port and the setting that moves it.
     *
     * @param setting as a person would write it, for instance {@code LINKLOG_KAFKA_PORT}
     */
    record ListenPort(int number, String setting) {}

    /**
     * @param command absolute program and its arguments
     * @param environment added to the inherited one
     * @param folder the working folder; must exist
     */
    record Launch(List<String> command, Map<String, String> environment, Path folder) {
        public Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }
}
