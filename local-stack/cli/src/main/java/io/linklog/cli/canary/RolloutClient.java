package io.linklog.cli.canary;

import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.LeaderElection;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reads and writes the rollouts in etcd during one command. Each call waits some seconds at most. */
final class RolloutClient implements AutoCloseable {

    // the name that sidecar's controller uses; the command line does not depend on sidecar
    private static final String ELECTION = "canary-controller";
    private final EtcdClient client;
    private final Etcd etcd;
    private final RolloutStore rollouts;

    /** @param client is closed with this */
    RolloutClient(EtcdClient client) {
        this.client = client;
        this.etcd = client.etcd();
        this.rollouts = new RolloutStore(etcd);
    }

    RolloutStore rollouts() {
        return rollouts;
    }

    /** Writes only a route; false when it changed since it was read. */
    CompletableFuture<Boolean> hold(Route route, RouteStore.Stored before) {
        return new RouteStore(etcd).put(route, before.modRevision());
    }

    RolloutStore.Stored find(String service) {
        if (!Instance.isName(service)) {
            throw new Failure(2, "'" + service + "' is not the name of a service, like query-service.", null);
        }
        return await(rollouts.find(service));
    }

    /**
     * The route of a service, and its last rollout if that has ended.
     *
     * @throws Failure when a rollout runs
     */
    RolloutStore.Stored findWithoutRollout(String service) {
        RolloutStore.Stored stored = find(service);
        if (stored.rollout().filter(rollout -> !rollout.phase().isOver()).isPresent()) {
            throw new Failure(
                    "A rollout of " + service + " is under way: end it with ./linklog canary abort " + service
                            + " or promote first.",
                    null);
        }
        return stored;
    }

    /** The failure of a write that lost against another one. */
    static Failure conflict(String service) {
        return new Failure(
                "The route or the rollout of " + service
                        + " was changed elsewhere at the same moment: look at ./linklog"
                        + " canary status and try again.",
                null);
    }

    Set<String> services() {
        return await(rollouts.services());
    }

    /** The id of the process that controls rollouts; empty when there is none. */
    Optional<String> controller() {
        return await(LeaderElection.leader(etcd, ELECTION));
    }

    /** The instances of a service in the registry now, in any state. */
    List<Instance> instances(String service) {
        try (ServiceDirectory directory =
                new ServiceDirectory(etcd, DirectorySettings.all().only(service), new SimpleMeterRegistry())) {
            await(directory.whenFollowed());
            return directory.instances(service);
        }
    }

    /** As {@link EtcdClient#await}. */
    <T> T await(CompletableFuture<T> call) {
        return client.await(call);
    }

    @Override
    public void close() {
        client.close();
    }
}
