package io.linklog.kit.process;

import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a process: settings, start, wait for a signal or a death, orderly stop. */
public final class ServiceProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(25);
    private static final Duration DEATH_CHECK = Duration.ofSeconds(1);

    /** Opens everything a process consists of, into the closer; returns when it serves. */
    @FunctionalInterface
    public interface Program {
        void start(Env env, Health health, Closer closer) throws Exception;
    }

    private ServiceProcess() {}

    /**
     * Runs a program until SIGTERM, or until a part of it dies, then closes it in reverse order. Never returns: ends
     * the process with 1 after a failure and 2 for settings that cannot be used; after a signal the JVM ends it with
     * 128 + the signal, 143 for SIGTERM, which supervisors take for an orderly end.
     */
    public static void run(String name, Program program) {
        LogBridge.install();
        System.exit(new Running(name, program).untilStopped());
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

        int untilStopped() {
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
                health.started();
                started = true;
                LOG.info("{} started in {} ms", name, (System.nanoTime() - begin) / 1_000_000);
                while (!stopRequested.await(DEATH_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                    if (!health.dead().isEmpty()) {
                        LOG.error("{} ends because a part of it died: {}", name, health.dead());
                        exitCode = 1;
                        break;
                    }
                }
            } catch (InterruptedException e) {
                LOG.info("{} is asked to stop{}", name, started ? "" : " while it is starting");
            } catch (InvalidSettingsException e) {
                System.err.println(name + ": " + e.getMessage());
                exitCode = 2;
            } catch (Exception | LinkageError e) {
                if (stopRequested.getCount() > 0) {
                    LOG.error("{} cannot start", name, e);
                    exitCode = 1;
                }
            }
            beginToClose();
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
            health.stopping();
            stopRequested.countDown();
            if (!closing) {
                main.interrupt(); // it may still be waiting for a server to come up
            }
        }

        /**
         * From now on no interrupt comes, and the one that ended the wait is over: closing must not be cut short by it.
         */
        private synchronized void beginToClose() {
            health.stopping(); // also when nobody asked for it: it is no time for new work
            closing = true;
            Thread.interrupted();
        }

        private void awaitStopped() {
            try {
                if (!stopped.await(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.error("{} did not stop within {}; leaving it to the system", name, STOP_DEADLINE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
