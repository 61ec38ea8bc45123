package io.linklog.stack.supervision;

import io.linklog.stack.jvm.BuildCopies;
import io.linklog.stack.machine.Disks;
import io.linklog.stack.process.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A process that outlives {@code up}: it starts dead processes of the stack again and keeps their logs short. It reads
 * what to do from the stack's folder, so another supervisor can take its place at any time. {@code down} ends it first.
 */
public final class Supervisor {
    /** The name of its process. */
    public static final String NAME = "supervisor";

    private static final long LOOK_MILLIS = 300;
    private static final long LONGEST_LOG = 10L << 20;
    private static final Duration BETWEEN_ROTATIONS = Duration.ofSeconds(10);
    private static final Duration BETWEEN_RENEWALS = Duration.ofDays(1);

    private Supervisor() {}

    /** @param arguments the folder of the stack */
    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[0]);
        Processes processes = new Processes(folder);
        Supervision supervision = new Supervision(processes, InstantSource.system(), System.out, Disks::lack);
        LogFiles logs = new LogFiles(folder.resolve("logs"), LONGEST_LOG);
        // a start that has begun is recorded before this process ends
        Runtime.getRuntime().addShutdownHook(new Thread(processes::startNoMore, "end"));
        long nextRotation = System.nanoTime();
        long nextRenewal = System.nanoTime();
        while (true) {
            try {
                supervision.look();
                if (System.nanoTime() - nextRotation >= 0) {
                    logs.rotate();
                    nextRotation = System.nanoTime() + BETWEEN_ROTATIONS.toNanos();
                }
                if (System.nanoTime() - nextRenewal >= 0) {
                    processes.names().forEach(name -> BuildCopies.renew(processes.command(name)));
                    nextRenewal = System.nanoTime() + BETWEEN_RENEWALS.toNanos();
                }
            } catch (IOException | RuntimeException e) {
                // a full disk, for instance: the processes need a supervisor all the more
                System.out.println(InstantSource.system().instant() + " " + e);
                Thread.sleep(BETWEEN_ROTATIONS.toMillis());
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
