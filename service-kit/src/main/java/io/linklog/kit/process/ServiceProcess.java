package io.linklog.kit.process;

import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a service: reads settings, starts, waits for a signal or a death, and stops in order. */
public final class ServiceProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(25);
    private static final Duration DEATH_CHECK = Duration.ofSeconds(1);

    /** Starts a service. Adds all it opens to the closer and returns when the service is ready for requests. */
    @FunctionalInterface
    public interface Program {
        void start(Env env, Health health, Closer closer) throws Exception;
    }

    private ServiceProcess() {}

    /**
     * Runs a program until a signal arrives or a part of it dies, then closes its resources in reverse order. Does not
     * return: it exits the JVM.
     *
     * <p>Exit codes: 1 after a failure, 2 for invalid settings. After a signal the JVM exits with 128 plus the number
     * of the signal; that is 143 for SIGTERM, which supervisors accept as a regular end.
     */
    public static void run(String name, Program program) {
        LogBridge.install();
        System.exit(new Running(name, program).runUntilStopped());
    }

    private static final class Running {
        private final String name;
        private final Program program;
        private final Health health = new Health();
        private final Closer closer = new Closer();
        private final CountDownLatch stopRequested = new CountDownLatch(1);
        private final CountDownLatch stopped = new CountDownLatch(1);

        // guarded by this
        private boolean closing;

        Running(String name, Program program) {
            this.name = name;
            this.program = program;
        }

        int runUntilStopped() {
            Thread main = Thread.currentThread();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                requestStop(main);
                                awaitStopped();
                            },
                            "shutdown"));
            int exitCode = 0;
            boolean started = false;
            try {
                long begin = System.nanoTime();
                program.start(new Env(System.getenv()), health, closer);
                health.markStarted();
                started = true;
                LOG.info("{} started in {} ms", name, (System.nanoTime() - begin) / 1_000_000);
                while (!stopRequested.await(DEATH_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                    if (!health.deaths().isEmpty()) {
                        LOG.error("{} ends because a part of it ended: {}", name, health.deaths());
                        exitCode = 1;
                        break;
                    }
                }
            } catch (InterruptedException e) {
                LOG.info("{} got a signal to stop{}", name, started ? "" : " while it was starting");
            } catch (InvalidSettingsException e) {
                System.err.println(name + ": " + e.getMessage());
                exitCode = 2;
            } catch (Exception | LinkageError e) {
                if (stopRequested.getCount() > 0) {
                    LOG.error("{} cannot start", name, e);
                    exitCode = 1;
                }
            }
            startClosing();
            try {
                closer.close();
                LOG.info("{} stopped", name);
            } catch (Exception e) {
                LOG.error("{} did not stop cleanly", name, e);
                exitCode = 1;
            }
            stopped.countDown();
            return exitCode;
        }

        private synchronized void requestStop(Thread main) {
            health.markStopping();
            stopRequested.countDown();
            if (!closing) {
                main.interrupt(); // it may be waiting for a server in Startup.await
            }
        }

        /**
         * Prevents further interrupts and clears the one that ended the wait: an interrupt would make steps of the
         * close give up early.
         */
        private synchronized void startClosing() {
            health.markStopping(); // no signal has done so if a part died
            closing = true;
            Thread.interrupted();
        }

        private void awaitStopped() {
            try {
                if (!stopped.await(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.error("{} did not stop within {}; the JVM exits anyway", name, STOP_DEADLINE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
