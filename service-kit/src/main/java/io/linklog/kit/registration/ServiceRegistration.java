package io.linklog.kit.registration;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry of this process in the service registry. Its state follows {@link Health}.
 *
 * <pre>
 *   STARTING ──ready──▶ UP ──not ready──▶ DOWN
 *                       ▲ ◀────ready────── │
 *      any state ──stop──▶ DRAINING ──close──▶ removed
 * </pre>
 *
 * <p>The process does not depend on its registration. An unavailable etcd does not delay the start, and it delays the
 * stop by at most two seconds. Thread-safe.
 */
public final class ServiceRegistration implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRegistration.class);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(250);
    /** An available etcd answers within milliseconds. Without one, the lease expires. */
    private static final Duration ETCD_DEADLINE = Duration.ofSeconds(1);

    private final RegistrationSettings settings;
    private final Health health;
    private final Registration registration;
    private final ScheduledExecutorService checks =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("registration"));

    // guarded by this
    private InstanceState state = InstanceState.STARTING;
    private CompletableFuture<Void> lastWrite = CompletableFuture.completedFuture(null);

    private ServiceRegistration(Etcd etcd, RegistrationSettings settings, MeterRegistry meters, Health health) {
        this.settings = settings;
        this.health = health;
        Instant startedAt =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        this.registration = new Registration(etcd, settings.initialInstance(startedAt), settings.ttl(), meters);
        checks.scheduleWithFixedDelay(
                this::updateState, CHECK_INTERVAL.toMillis(), CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Registers the process. Does not wait for etcd.
     *
     * @param closer the closer that the etcd client was just added to; resources that are added later are then closed
     *     after the state DRAINING and before the entry is removed
     */
    public static ServiceRegistration start(
            Etcd etcd, RegistrationSettings settings, MeterRegistry meters, Health health, Closer closer) {
        health.identify(settings.service() + "/" + settings.instanceId());
        ServiceRegistration registration =
                closer.add("registration", new ServiceRegistration(etcd, settings, meters, health));
        closer.addStepBeforeClosing("draining", registration::drain);
        return registration;
    }

    /** The state that follows a state. DRAINING is final. */
    static InstanceState next(InstanceState now, boolean ready, boolean stopping) {
        if (stopping || now == InstanceState.DRAINING) {
            return InstanceState.DRAINING;
        }
        if (ready) {
            return InstanceState.UP;
        }
        return now == InstanceState.STARTING ? InstanceState.STARTING : InstanceState.DOWN;
    }

    private void updateState() {
        Map<String, String> problems;
        try {
            problems = health.readinessProblems();
        } catch (RuntimeException e) {
            // a failed check must not end the scheduled task
            problems = Map.of("health", e.toString());
        }
        changeState(problems, health.isStopping());
    }

    private synchronized void changeState(Map<String, String> problems, boolean stopping) {
        InstanceState next = next(state, problems.isEmpty(), stopping);
        if (next != state) {
            LOG.info("{} is {}{}", settings.instanceId(), next, problems.isEmpty() ? "" : ", not ready: " + problems);
            state = next;
            lastWrite = registration.become(next);
        }
    }

    /** Completes when etcd has the current state. */
    private synchronized CompletableFuture<Void> lastWrite() {
        return lastWrite;
    }

    /** Changes to DRAINING, then waits for the drain pause if another instance is UP or etcd is unavailable. */
    private void drain() {
        checks.shutdownNow();
        changeState(Map.of(), true);
        Duration pause = settings.drainPause();
        try {
            if (registration.isSure()) {
                lastWrite().get(ETCD_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                if (!pause.isZero() && !registration.hasOthers().get(ETCD_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("{} could not write the state DRAINING to etcd: {}", settings.instanceId(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            // also without etcd, because a proxy may watch /readyz instead
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes the entry. If etcd does not answer, the entry expires with its lease. */
    @Override
    public void close() throws InterruptedException {
        checks.shutdownNow();
        boolean registered = registration.isSure();
        // on its own thread, because the client's own deadline may be longer than a stop allows
        Thread removal = DaemonThreads.thread("registry entry removal", registration::close);
        removal.start();
        if (registered) {
            removal.join(ETCD_DEADLINE.toMillis());
        }
    }
}
