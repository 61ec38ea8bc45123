package io.linklog.sidecar.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Health;
import io.linklog.mesh.canary.Baseline;
import io.linklog.mesh.canary.CanaryComparison;
import io.linklog.mesh.canary.Limits;
import io.linklog.mesh.canary.Phase;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutKeys;
import io.linklog.mesh.canary.RolloutPlan;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteBook;
import io.linklog.mesh.route.RouteKeys;
import io.linklog.mesh.route.RouteStore;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller on a real etcd, with instances that show invented figures. */
class CanaryControllerIT {

    private static final Duration TTL = Duration.ofSeconds(3);
    // most tests ignore latency: on a busy machine some runs are slow
    private static final Limits LIMITS = new Limits(0.005, 0.005, 1.2, Duration.ofSeconds(10), 2, 2);
    private static final RolloutPlan PLAN =
            new RolloutPlan(List.of(500, 5_000, 10_000), Duration.ofSeconds(1), 20, LIMITS);

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    private final Etcd etcd = etcd(endpoint);
    private final RolloutStore rollouts = new RolloutStore(etcd);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RouteBook routes = new RouteBook(etcd, meters);
    private final String service = "s-" + UUID.randomUUID();
    private final List<AutoCloseable> open = new ArrayList<>();
    private FakeInstance stable;
    private FakeInstance canary;
    private History history;

    @BeforeEach
    void start() throws Exception {
        stable = opened(new FakeInstance(etcd, service, "i-1", "1"));
        canary = opened(new FakeInstance(etcd, service, "i-2", "2"));
        history = opened(new History(etcd, service));
    }

    @AfterEach
    void end() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        etcd.await(etcd.transaction()
                .delete(new RolloutKeys(KeySpace.LINKLOG).of(service))
                .delete(new RouteKeys(KeySpace.LINKLOG).of(service))
                .commit());
        routes.close();
        etcd.close();
    }

    @Test
    void aGoodCanaryPassesAllStepsAndIsPromoted() throws Exception {
        opened(new Traffic(routes, service, stable, canary));
        controller(etcd, "c-1");
        begin(PLAN);
        until(() -> rollout().phase() == Phase.PROMOTED);
        until(() -> history.states().size() == 4);
        assertThat(history.states()).containsExactly("RUNNING 500", "RUNNING 5000", "RUNNING 10000", "PROMOTED 10000");
        assertThat(routes.route(service)).contains(Route.only(service, "2"));
        CanaryComparison last = rollout().progress().last().orElseThrow();
        assertThat(last.compared()).as("at 100 % the baseline is a memory").isEqualTo(Baseline.EARLIER);
        assertThat(last.why()).contains("0.00 %");
    }

    @Test
    void aFailingCanaryIsRolledBackAfterTwoComparisonsAndGetsNoMoreThanItsShare() throws Exception {
        canary.fail(1);
        opened(new Traffic(routes, service, stable, canary));
        controller(etcd, "c-1");
        begin(PLAN);
        until(() -> rollout().phase() == Phase.ROLLED_BACK);
        assertThat(rollout().progress().failures()).isEqualTo(2);
        assertThat(rollout().progress().why())
                .contains("failed 2 times in a row")
                .contains("baseline 0.00 %");
        assertThat(rollout().progress().last().orElseThrow().compared()).isEqualTo(Baseline.SAME_AGE);
        assertThat(history.states()).containsExactly("RUNNING 500", "ROLLED_BACK 500");
        until(() -> routes.route(service).orElseThrow().weight() == 0);
        long all = stable.served() + canary.served();
        assertThat(canary.served()).isLessThanOrEqualTo(all * 5 / 100 + 1);
    }

    @Test
    void aSlowCanaryIsRolledBack() throws Exception {
        canary.take(Duration.ofMillis(40));
        opened(new Traffic(routes, service, stable, canary));
        controller(etcd, "c-1");
        begin(new RolloutPlan(PLAN.steps(), PLAN.interval(), 20, Limits.USUAL));
        until(() -> rollout().phase() == Phase.ROLLED_BACK);
        assertThat(rollout().progress().why()).contains("p99");
    }

    @Test
    void aRolloutWithoutRequestsPausesAndContinuesWhenTheyArrive() throws Exception {
        controller(etcd, "c-1");
        begin(PLAN);
        until(() -> rollout().phase() == Phase.PAUSED);
        assertThat(rollout().progress().why()).contains("served 0 of the 20 requests");
        opened(new Traffic(routes, service, stable, canary));
        until(() -> rollout().weight() > 500);
    }

    @Test
    void unreachableMetricsPauseTheRolloutAndAreNamed() throws Exception {
        canary.hide();
        opened(new Traffic(routes, service, stable, canary));
        controller(etcd, "c-1");
        begin(PLAN);
        until(() -> rollout().phase() == Phase.PAUSED);
        assertThat(rollout().progress().why()).contains("the metrics of i-2 at 127.0.0.1:");
    }

    @Test
    void rareRequestsAddUpOverIntervalsToAResult() throws Exception {
        Limits patient = new Limits(0.005, 0.005, 1.2, Duration.ofSeconds(10), 2, 1_000);
        controller(etcd, "c-1");
        begin(new RolloutPlan(List.of(10_000), Duration.ofSeconds(1), 60, patient));
        until(() -> {
            // a few requests at each check, fewer than the minimum
            for (int i = 0; i < 2; i++) {
                canary.serve();
                stable.serve();
            }
            return rollout().phase() == Phase.PROMOTED;
        });
        assertThat(rollout().progress().last().orElseThrow().canary().requests())
                .isGreaterThanOrEqualTo(60);
    }

    @Test
    void commandsTakeEffectUnderARunningControllerAndAreNeverOverwritten() throws Exception {
        opened(new Traffic(routes, service, stable, canary));
        controller(etcd, "c-1");
        begin(PLAN);
        command(rollout -> rollout.pause(Instant.now()));
        String before = rollout().progress().last().toString();
        until(() -> !rollout().progress().last().toString().equals(before));
        assertThat(rollout().phase()).isEqualTo(Phase.PAUSED);
        command(rollout -> rollout.abort(Instant.now()));
        until(() -> routes.route(service).orElseThrow().weight() == 0);
        assertThat(rollout().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(history.states()).endsWith("ROLLED_BACK 500");
    }

    @Test
    void aRouteChangedByHandIsCorrected() throws Exception {
        begin(PLAN);
        RouteStore hand = new RouteStore(etcd);
        RouteStore.Stored there = etcd.await(hand.find(service));
        etcd.await(hand.put(Route.only(service, "1").withCanary("2", 9_999), there.modRevision()));
        controller(etcd, "c-1");
        until(() -> etcd.await(rollouts.find(service)).matches());
        assertThat(rollout().phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void aLeaderKilledOrStoppedInAnyStateLeavesAConsistentStateToTheNext() throws Exception {
        opened(new Traffic(routes, service, stable, canary));
        ControllerProcess leader = child("c-0");
        begin(PLAN);
        ControllerProcess stopped = leader;
        for (int step = 1; step <= 3; step++) {
            int passed = step;
            until(() -> history.states().size() > passed);
            if (step == 2) {
                stopped = leader;
                leader.signal("STOP");
            } else {
                leader.kill();
            }
            if (step < 3) {
                leader = child("c-" + step);
            }
        }
        assertThat(rollout().phase()).isEqualTo(Phase.PROMOTED);
        // it continues in a term that has ended
        stopped.signal("CONT");
        until(() -> etcd.await(etcd.get(new RegistryKeys(KeySpace.LINKLOG).election(CanaryController.ELECTION)))
                .filter(leading -> leading.value().endsWith("c-1"))
                .isPresent());
        assertThat(history.states()).containsExactly("RUNNING 500", "RUNNING 5000", "RUNNING 10000", "PROMOTED 10000");
    }

    private ControllerProcess child(String id) throws Exception {
        return opened(new ControllerProcess(endpoint, service + "-" + id, TTL));
    }

    private interface Command {
        Rollout on(Rollout rollout);
    }

    private void command(Command command) {
        until(() -> {
            RolloutStore.Stored stored = etcd.await(rollouts.find(service));
            return etcd.await(rollouts.put(stored, command.on(stored.rollout().orElseThrow())));
        });
    }

    private void begin(RolloutPlan plan) throws Exception {
        RolloutStore.Stored nothing = etcd.await(rollouts.find(service));
        assertThat(etcd.await(rollouts.put(nothing, Rollout.start(service, "1", "2", plan, Instant.now()))))
                .isTrue();
    }

    private Rollout rollout() throws InterruptedException {
        return etcd.await(rollouts.find(service)).rollout().orElseThrow();
    }

    private void controller(Etcd on, String id) {
        ServiceDirectory directory = opened(new ServiceDirectory(on, DirectorySettings.all(), meters));
        opened(new CanaryController(on, directory, service + "-" + id, TTL, meters, new Health()));
    }

    private static Etcd etcd(String endpoint) {
        // longer than usual, for the first call of a JVM on a busy machine
        return new Etcd(EtcdSettings.of(URI.create(endpoint)).within(Duration.ofSeconds(5)));
    }

    private <C extends AutoCloseable> C opened(C something) {
        open.add(something);
        return something;
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
