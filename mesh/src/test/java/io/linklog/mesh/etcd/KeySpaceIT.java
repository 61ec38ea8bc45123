package io.linklog.mesh.etcd;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutPlan;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.LeaderElection;
import io.linklog.mesh.registry.Leadership;
import io.linklog.mesh.registry.Registration;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteBook;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two programs on one etcd, each with its own root, whose services have the same names. */
class KeySpaceIT {

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    private final String name = "space-" + UUID.randomUUID();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Etcd below(String root) {
        return new Etcd(EtcdSettings.of(URI.create(endpoint))
                .within(Duration.ofSeconds(30))
                .below(root));
    }

    @Test
    void programsWithDifferentRootsDoNotSeeEachOther() throws Exception {
        try (Etcd first = below("/" + name + "/first");
                Etcd second = below("/" + name + "/second");
                var ofFirst = new ServiceDirectory(first, DirectorySettings.all(), meters);
                var ofSecond = new ServiceDirectory(second, DirectorySettings.all(), new SimpleMeterRegistry());
                var routes = new RouteBook(first, meters);
                var registration = register(first, "a");
                var other = register(second, "b");
                var election = new LeaderElection(first, "cleaner", "a", Duration.ofSeconds(3), nothing())) {
            assertThat(registration.whenRegistered().get().hashId()).isOne();
            assertThat(other.whenRegistered().get().hashId()).isOne();
            await().until(() -> ofFirst.instance("greeter", "a").isPresent());
            await().until(() -> ofSecond.instance("greeter", "b").isPresent());
            assertThat(ofFirst.instances("greeter")).hasSize(1);
            assertThat(ofSecond.instances("greeter")).hasSize(1);

            await().until(() -> election.leadership().isPresent());
            assertThat(second.await(LeaderElection.leader(second, "cleaner"))).isEmpty();

            var rollouts = new RolloutStore(first);
            Rollout rollout = Rollout.start("greeter", "1", "2", RolloutPlan.USUAL, Instant.EPOCH);
            assertThat(first.await(rollouts.put(first.await(rollouts.find("greeter")), rollout)))
                    .isTrue();
            assertThat(first.await(rollouts.services())).containsExactly("greeter");
            await().until(() -> routes.route("greeter").map(Route::canary), Optional.of(Optional.of("2"))::equals);
            assertThat(second.await(new RolloutStore(second).services())).isEmpty();

            assertThat(first.await(first.list("/" + name + "/first/")).entries())
                    .extracting(entry -> entry.key().substring(name.length() + 7))
                    .containsExactly(
                            "/canaries/greeter",
                            "/elections/cleaner",
                            "/hash-ids/greeter/last",
                            "/hash-ids/greeter/of/a",
                            "/routes/greeter",
                            "/services/greeter/a");
        }
    }

    private Registration register(Etcd etcd, String id) {
        Instance instance = Instance.builder("greeter", id, "127.0.0.1", 8080).build();
        return new Registration(etcd, instance, Registration.USUAL_TTL, meters);
    }

    private static LeaderElection.Candidate nothing() {
        return new LeaderElection.Candidate() {
            @Override
            public void onElected(Leadership term) {}

            @Override
            public void onLost(Leadership term) {}
        };
    }
}
