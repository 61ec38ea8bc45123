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
 * This process in the registry, in the state that its {@link Health} says.
 *
 * <pre>
 *   STARTING ──ready──▶ UP ──not ready──▶ DOWN
 *                       ▲ ◀────ready────── │
 *      any of them ──stop──▶ DRAINING ──closed──▶ gone
 * </pre>
 *
 * <p>Nothing of the process depends on it: etcd may be away at the start, at any time after, and at the end, where it
 * costs two seconds at most. Thread-safe.
 */
public final class ServiceRegistration implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRegistration.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** With an etcd that answers it takes milliseconds; without one the lease ends by itself. */
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(1);

    private final RegistrationSettings settings;
    private final Health health;
    private final Registration registration;
    private final ScheduledExecutorService look =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("registration"));

    // guarded by this
    private InstanceState shown = InstanceState.STARTING;
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    private ServiceRegistration(Etcd etcd, RegistrationSettings settings, MeterRegistry meters, Health health) {
        this.settings = settings;
        this.health = health;
        Instant startedAt =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        this.registration = new Registration(etcd, settings.starting(startedAt), settings.ttl(), meters);
        look.scheduleWithFixedDelay(
                this::followHealth, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Registers the process; returns at once, whether or not etcd is there. To be called right after etcd's client was
     * opened into the same closer: what is opened later is then closed between DRAINING and the end of the
     * registration.
     */
    public static ServiceRegistration start(
            Etcd etcd, RegistrationSettings settings, MeterRegistry meters, Health health, Closer closer) {
        health.identify(settings.service() + "/" + settings.instanceId());
        ServiceRegistration registration =
                closer.add("registration", new ServiceRegistration(etcd, settings, meters, health));
        closer.before("draining", registration::drain);
        return registration;
    }

    /** What follows on a state; once draining, for good. */
    static InstanceState next(InstanceState now, boolean ready, boolean stopping) {
        if (stopping || now == InstanceState.DRAINING) {
            return InstanceState.DRAINING;
        }
        if (ready) {
            return InstanceState.UP;
        }
        return now == InstanceState.STARTING ? InstanceState.STARTING : InstanceState.DOWN;
    }

    private void followHealth() {
        Map<String, String> problems;
        try {
            problems = health.notReady();
        } catch (RuntimeException e) {
            // a check must not throw; if one does, this must go on looking all the same
            problems = Map.of("health", e.toString());
        }
        show(problems, health.isStopping());
    }

    private synchronized void show(Map<String, String> problems, boolean stopping) {
        InstanceState next = next(shown, problems.isEmpty(), stopping);
        if (next != shown) {
            LOG.info("{} is {}{}", settings.instanceId(), next, problems.isEmpty() ? "" : ", not ready: " + problems);
            shown = next;
            written = registration.become(next);
        }
    }

    /** Completes when etcd has what is shown now. */
    private synchronized CompletableFuture<Void> written() {
        return written;
    }

    /**
     * Says that the process stops, and gives callers the time that is set to go elsewhere, where there is an elsewhere.
     */
    private void drain() {
        look.shutdownNow();
        show(Map.of(), true);
        Duration pause = settings.drainPause();
        try {
            if (registration.isSure()) {
                written().get(LEAVE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
                if (!pause.isZero() && !registration.hasOthers().get(LEAVE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("etcd was not told that {} stops: {}", settings.instanceId(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            // without etcd too: a proxy may look at /readyz instead
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the process out of the registry. Where etcd does not answer the lease does, after its time to live. */
    @Override
    public void close() throws InterruptedException {
        look.shutdownNow();
        boolean registered = registration.isSure();
        // it may wait for etcd longer than a stop should
        Thread leaving = DaemonThreads.thread("leaving the registry", registration::close);
        leaving.start();
        if (registered) {
            leaving.join(LEAVE_WITHIN.toMillis());
        }
    }
}
