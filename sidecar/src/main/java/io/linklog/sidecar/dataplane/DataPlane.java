package io.linklog.sidecar.dataplane;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.RouteBook;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.haproxy.Haproxy;
import io.linklog.sidecar.haproxy.ServerState;
import io.linklog.sidecar.layout.Layout;
import io.linklog.sidecar.layout.Pool;
import io.linklog.sidecar.layout.ProxiedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one HAProxy in line with the registry. Reconciles at once after each change, and every {@link #RECONCILE_EVERY}
 * without one. HAProxy may stop or restart at any time: it then starts from the file, which always has the current
 * servers, and is reconciled when it answers again.
 */
public final class DataPlane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataPlane.class);
    private static final Duration RECONCILE_EVERY = Duration.ofSeconds(10);
    /** Time between two checks of the process id, which shows a restart. */
    private static final Duration TICK = Duration.ofSeconds(1);
    /** The same while a server is being removed. */
    private static final Duration SOON = Duration.ofMillis(250);
    /** Time between two commands: HAProxy stops all its threads for each server that it adds or deletes. */
    private static final Duration BETWEEN_COMMANDS = Duration.ofMillis(5);

    private final Layout layout;
    private final ConfigFolder folder;
    private final Haproxy haproxy;
    private final ServiceDirectory directory;
    private final RouteBook routes;
    private final HostAddresses addresses;
    private final SidecarMetrics metrics;
    private final BlockingQueue<Long> changes = new ArrayBlockingQueue<>(1);
    private final List<ServiceDirectory.Subscription> subscriptions;
    private final Optional<CertificateRenewal> renewal;
    private final Loop loop;

    // confined to the loop, and to the constructor before it
    private final Map<Pool, List<ProxiedServer>> inFile = new HashMap<>();
    private Optional<Haproxy.Life> process = Optional.empty();
    private Unsettled unsettled = Unsettled.NOTHING;
    private long reconcileAt = System.nanoTime();
    private boolean away;

    /** The work that the last round left. */
    private enum Unsettled {
        NOTHING,
        /** Servers stay until others serve. */
        HELD,
        /** Servers are being removed; the next round comes soon. */
        LEAVING
    }

    /**
     * Writes the files and starts to follow the registry. HAProxy can start when this returns.
     *
     * @throws IOException when the files cannot be written
     */
    public DataPlane(
            Layout layout,
            ConfigFolder folder,
            Haproxy haproxy,
            ServiceDirectory directory,
            RouteBook routes,
            HostAddresses addresses,
            SidecarMetrics metrics,
            Optional<CertificateRenewal> renewal,
            Health health)
            throws IOException {
        this.layout = layout;
        this.folder = folder;
        this.haproxy = haproxy;
        this.directory = directory;
        this.routes = routes;
        this.addresses = addresses;
        this.metrics = metrics;
        this.renewal = renewal;
        folder.create();
        folder.write(layout.files());
        if (isKnown() || !Files.exists(folder.configuration())) {
            writeConfiguration(desiredServers());
        }
        subscriptions = List.of(
                directory.listen(change -> changes.offer(System.nanoTime())),
                routes.listen(all -> changes.offer(System.nanoTime())));
        loop = Loop.start("data-plane", this::step, () -> changes.offer(System.nanoTime()), health);
    }

    /**
     * Whether etcd was read since the start. Before that, nothing is changed: HAProxy's servers, left by an earlier
     * agent, are not older than the snapshot, and without the routes a held-back version would get requests.
     */
    private boolean isKnown() {
        return directory.whenFollowed().isDone() && routes.whenFollowed().isDone();
    }

    private void step() throws InterruptedException, IOException {
        Duration pause = unsettled == Unsettled.LEAVING ? SOON : TICK;
        Long changedAt = changes.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
        try {
            Haproxy.Life now = haproxy.process();
            boolean restarted = process.isPresent() && !process.get().equals(now);
            if (restarted) {
                LOG.info("HAProxy restarted: it was {} and is {}", process.get(), now);
                metrics.countRestart();
            }
            boolean first = process.isEmpty() || restarted || away;
            process = Optional.of(now);
            if (!isKnown()) {
                reconcileAt = System.nanoTime();
            } else if (changedAt != null
                    || first
                    || unsettled != Unsettled.NOTHING
                    || System.nanoTime() - reconcileAt >= 0) {
                Map<Pool, DesiredServers> wanted = desiredServers();
                save(wanted);
                boolean surprising = changedAt == null && !first && unsettled == Unsettled.NOTHING;
                reconcile(wanted, surprising);
                if (renewal.isPresent()) {
                    renewal.get().renew(haproxy.api());
                }
                reconcileAt = System.nanoTime() + RECONCILE_EVERY.toNanos();
                if (changedAt != null) {
                    metrics.recordLag(Duration.ofNanos(System.nanoTime() - changedAt));
                }
            }
            if (away) {
                LOG.info("HAProxy answers again: {}", now);
            }
            setAway(false);
        } catch (IOException e) {
            if (!away) {
                LOG.warn(
                        "HAProxy does not answer; when it starts, it reads its servers from {}: {}",
                        folder.configuration(),
                        e.toString());
            }
            setAway(true);
            if (isKnown()) {
                save(desiredServers());
            }
        }
    }

    private void setAway(boolean isAway) {
        away = isAway;
        metrics.setUp(!isAway);
    }

    private Map<Pool, DesiredServers> desiredServers() {
        Map<Pool, DesiredServers> wanted = new HashMap<>();
        for (Pool pool : layout.pools()) {
            wanted.put(
                    pool,
                    PoolMembership.of(
                            pool, directory.instances(pool.service()), routes.route(pool.service()), addresses::of));
        }
        return wanted;
    }

    /** A full disk does not stop the reconciliation; then HAProxy would start from an older file. */
    private void save(Map<Pool, DesiredServers> wanted) {
        try {
            writeConfiguration(wanted);
        } catch (IOException e) {
            LOG.warn("Cannot write {}; the old file stays: {}", folder.configuration(), e.toString());
        }
    }

    private void writeConfiguration(Map<Pool, DesiredServers> wanted) throws IOException {
        wanted.forEach((pool, members) -> {
            if (pool.mayBeEmpty() || !members.ready().isEmpty()) {
                inFile.put(pool, members.ready());
            }
        });
        folder.writeWeights(CanaryWeights.of(routes.routes()));
        folder.writeConfiguration(layout.configuration(inFile));
    }

    private void reconcile(Map<Pool, DesiredServers> wanted, boolean surprising)
            throws IOException, InterruptedException {
        List<ServerState> actual = haproxy.servers();
        int steps = 0;
        int held = 0;
        int leaving = 0;
        for (Pool pool : layout.pools()) {
            PoolPlan plan = PoolPlan.of(
                    pool,
                    Objects.requireNonNull(wanted.get(pool), "there are desired servers for each pool"),
                    actual.stream()
                            .filter(server -> server.backend().equals(pool.backend()))
                            .toList());
            run(plan.steps());
            steps += plan.steps().size();
            held += plan.held();
            leaving += plan.leaving();
        }
        // weights come last: a canary gets its servers before its requests
        List<RuntimeCommand> weights =
                CanaryWeights.plan(folder.weights(), CanaryWeights.of(routes.routes()), haproxy.map(folder.weights()));
        run(weights);
        steps += weights.size();
        if (surprising && steps > 0) {
            metrics.countDivergence(steps);
        }
        unsettled = leaving > 0 ? Unsettled.LEAVING : held > 0 ? Unsettled.HELD : Unsettled.NOTHING;
        metrics.recordReconciliation(held);
    }

    private void run(List<RuntimeCommand> steps) throws IOException, InterruptedException {
        for (RuntimeCommand step : steps) {
            run(step);
            Thread.sleep(BETWEEN_COMMANDS.toMillis());
        }
    }

    private void run(RuntimeCommand step) throws IOException {
        String answer = haproxy.api().ask(step.command());
        metrics.countCommand();
        if (step.success().matcher(answer).matches()) {
            LOG.info("HAProxy executed: {}", step.command());
        } else if (!step.notYet().matcher(answer).matches()) {
            metrics.countRefusal();
            LOG.warn("HAProxy refused '{}': {}", step.command(), answer.strip());
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(ServiceDirectory.Subscription::close);
        loop.close();
    }
}
