package io.linklog.cli.canary;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.LeaderElection;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What etcd has of rollouts, for the time of one command. Each call waits some seconds at most. */
final class RolloutClient implements AutoCloseable {

    // as sidecar's controller names it, which no command line has on its class path
    private static final String ELECTION = "canary-controller";
    private static final Duration PATIENCE = EtcdSettings.PATIENT.plusSeconds(5);

    private final EtcdSettings settings;
    private final Etcd etcd;
    private final RolloutStore rollouts;

    /** @throws Failure when no etcd is named */
    static RolloutClient open(EtcdOptions options) {
        if (!options.isGiven()) {
            throw new Failure(
                    2, "There is no etcd to ask: start Linklog with ./linklog up, or name one with --etcd.", null);
        }
        return new RolloutClient(EtcdOptions.Settings.of(options).within(EtcdSettings.PATIENT));
    }

    RolloutClient(EtcdSettings settings) {
        this.settings = settings;
        this.etcd = new Etcd(settings);
        this.rollouts = new RolloutStore(etcd);
    }

    RolloutStore rollouts() {
        return rollouts;
    }

    /** Writes a route alone, over what was read. */
    CompletableFuture<Boolean> hold(Route route, RouteStore.Stored before) {
        return new RouteStore(etcd).put(route, before.modRevision());
    }

    RolloutStore.Stored find(String service) {
        if (!Instance.isName(service)) {
            throw new Failure(2, "'" + service + "' is no name of a service, such as query-service.", null);
        }
        return await(rollouts.find(service));
    }

    Set<String> services() {
        return await(rollouts.services());
    }

    /** The id of the process that leads rollouts. */
    Optional<String> controller() {
        return await(LeaderElection.leader(etcd, ELECTION));
    }

    /** The instances of a service as the registry has them now. */
    List<Instance> instances(String service) {
        try (ServiceDirectory directory =
                new ServiceDirectory(etcd, DirectorySettings.all().only(service), new SimpleMeterRegistry())) {
            await(directory.whenFollowed());
            return directory.instances(service);
        }
    }

    <T> T await(CompletableFuture<T> call) {
        try {
            return call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Failure(
                    "etcd at " + settings.endpoints() + " does not answer; ./linklog status shows what runs.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.", e);
        }
    }

    @Override
    public void close() {
        etcd.close();
    }
}
