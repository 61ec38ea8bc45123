package io.linklog.cli;

import java.util.List;

/**
 * Runs the commands whose classes {@code ./linklog} archives. They only read, use the clients of etcd and Kafka, and
 * may fail: a client loads most of its classes before it finds out that nobody answers. Prints what they print and
 * exits with 0.
 */
final class TypicalCommands {

    /** Each loads other classes. */
    private static final List<String> LINES = List.of("status", "canary status query-service", "topics --ours");

    private TypicalCommands() {}

    public static void main(String[] none) {
        LINES.forEach(line -> Main.commandLine().execute(line.split(" ")));
        System.exit(0); // writes the archive, although a client's threads may still run
    }
}
