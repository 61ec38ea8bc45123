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
 * Keeps one HAProxy at what the registry says: at once after each change, and every {@link #LOOK_EVERY} whether or not
 * one was seen. HAProxy may be away, and may be another process than a moment ago; it then starts from the file, which
 * is always that of now, and is looked over when it answers again.
 */
public final class DataPlane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataPlane.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    /** Between two looks at the process id, by which a restart is found. */
    private static final Duration TICK = Duration.ofSeconds(1);
    /** While something is being removed. */
    private static final Duration SOON = Duration.ofMillis(250);
    /** HAProxy stops all its threads for each server that comes or goes: at most this often. */
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
    private long lookAt = System.nanoTime();
    private boolean away;

    /** What the last round left to be done. */
    private enum Unsettled {
        NOTHING,
        /** Until something else happens. */
        HELD,
        /** In a moment. */
        LEAVING
    }

    /**
     * Writes the files, so that HAProxy can start when this returns, and begins to follow.
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
            writeConfiguration(wanted());
        }
        subscriptions = List.of(
                directory.listen(change -> changes.offer(System.nanoTime())),
                routes.listen(all -> changes.offer(System.nanoTime())));
        loop = Loop.start("data-plane", this::step, () -> changes.offer(System.nanoTime()), health);
    }

    /**
     * Whether etcd was read since the start. Before, nothing is changed: what an earlier agent has done is not older
     * than the snapshot, and without routes a version that is held back would get requests.
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
                LOG.info("HAProxy is another process, {} after {}", now, process.get());
                metrics.restarted();
            }
            boolean first = process.isEmpty() || restarted || away;
            process = Optional.of(now);
            if (!isKnown()) {
                lookAt = System.nanoTime();
            } else if (changedAt != null
                    || first
                    || unsettled != Unsettled.NOTHING
                    || System.nanoTime() - lookAt >= 0) {
                Map<Pool, DesiredServers> wanted = wanted();
                save(wanted);
                boolean surprising = changedAt == null && !first && unsettled == Unsettled.NOTHING;
                reconcile(wanted, surprising);
                if (renewal.isPresent()) {
                    renewal.get().look(haproxy.api());
                }
                lookAt = System.nanoTime() + LOOK_EVERY.toNanos();
                if (changedAt != null) {
                    metrics.changedAfter(Duration.ofNanos(System.nanoTime() - changedAt));
                }
            }
            if (away) {
                LOG.info("HAProxy answers, {}", now);
            }
            answers(true);
        } catch (IOException e) {
            if (!away) {
                LOG.warn(
                        "HAProxy is away; it finds its servers in {} when it starts: {}",
                        folder.configuration(),
                        e.toString());
            }
            answers(false);
            if (isKnown()) {
                save(wanted());
            }
        }
    }

    private void answers(boolean does) {
        away = !does;
        metrics.answering(does);
    }

    private Map<Pool, DesiredServers> wanted() {
        Map<Pool, DesiredServers> wanted = new HashMap<>();
        for (Pool pool : layout.pools()) {
            wanted.put(
                    pool,
                    PoolMembership.of(
                            pool, directory.instances(pool.service()), routes.route(pool.service()), addresses::of));
        }
        return wanted;
    }

    /** HAProxy is driven on even where the disk is full: only its next start is then from an older file. */
    private void save(Map<Pool, DesiredServers> wanted) {
        try {
            writeConfiguration(wanted);
        } catch (IOException e) {
            LOG.warn("{} cannot be written and stays as it was: {}", folder.configuration(), e.toString());
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
            take(plan.steps());
            steps += plan.steps().size();
            held += plan.held();
            leaving += plan.leaving();
        }
        // last: a canary has its servers before it gets requests
        List<RuntimeCommand> weights =
                CanaryWeights.plan(folder.weights(), CanaryWeights.of(routes.routes()), haproxy.map(folder.weights()));
        take(weights);
        steps += weights.size();
        if (surprising && steps > 0) {
            metrics.diverged(steps);
        }
        unsettled = leaving > 0 ? Unsettled.LEAVING : held > 0 ? Unsettled.HELD : Unsettled.NOTHING;
        metrics.reconciled(held);
    }

    private void take(List<RuntimeCommand> steps) throws IOException, InterruptedException {
        for (RuntimeCommand step : steps) {
            take(step);
            Thread.sleep(BETWEEN_COMMANDS.toMillis());
        }
    }

    private void take(RuntimeCommand step) throws IOException {
        String answer = haproxy.api().ask(step.command());
        metrics.commanded();
        if (step.success().matcher(answer).matches()) {
            LOG.info("HAProxy did: {}", step.command());
        } else if (!step.patience().matcher(answer).matches()) {
            metrics.refused();
            LOG.warn("HAProxy refused '{}': {}", step.command(), answer.strip());
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(ServiceDirectory.Subscription::close);
        loop.close();
    }
}
