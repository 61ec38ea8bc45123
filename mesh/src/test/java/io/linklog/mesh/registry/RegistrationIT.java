package io.linklog.mesh.registry;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Fence;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationIT {

    private static final Duration TTL = Duration.ofSeconds(3);

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String service = "s-" + UUID.randomUUID();
    private final ServiceDirectory directory =
            new ServiceDirectory(etcd, DirectorySettings.all().only(service), meters);

    @AfterEach
    void close() {
        directory.close();
        etcd.close();
    }

    @Test
    void anInstanceAndItsStatesAreVisibleSoon() throws Exception {
        directory.whenFollowed().get();
        List<Long> registered = new ArrayList<>();
        List<Long> changed = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String id = "i-" + i;
            long begin = System.nanoTime();
            try (Registration registration = register(id)) {
                until(() -> directory.instance(service, id).isPresent());
                registered.add(System.nanoTime() - begin);
                begin = System.nanoTime();
                CompletableFuture<Void> written = registration.become(InstanceState.DOWN);
                until(() -> state(id) == InstanceState.DOWN);
                changed.add(System.nanoTime() - begin);
                written.get();
            }
            until(() -> directory.instances(service).isEmpty());
        }
        // the first ones load classes
        registered.subList(0, 20).clear();
        changed.subList(0, 20).clear();
        System.out.printf(
                "Seen after registration: median %d ms, p99 %d ms; after a change of state: median %d ms, p99 %d ms%n",
                millis(registered, 50), millis(registered, 99), millis(changed, 50), millis(changed, 99));
        // a bound for any load; the printed figures are the result
        assertThat(millis(registered, 99)).isLessThan(5_000);
        assertThat(millis(changed, 99)).isLessThan(5_000);
        assertThat(meters.get("linklog.registry.divergence").counter().count()).isZero();
    }

    @Test
    void aLostLeaseLeadsToANewGenerationWithTheSameHashId() throws Exception {
        try (Registration registration = register("i-1")) {
            Instance first = registration.whenRegistered().get();
            Fence fence = registration.fence().orElseThrow();
            assertThat(fencedPut(fence)).isTrue();

            Etcd.Entry item = etcd.await(etcd.list(fence.key())).entries().get(0);
            etcd.await(etcd.leases().revoke(item.lease()));

            await().until(() -> registration.current().orElseThrow().generation() > first.generation());
            Instance second = registration.current().orElseThrow();
            assertThat(second).isEqualTo(first.withGeneration(second.generation()));
            assertThat(fencedPut(fence)).isFalse();
            assertThat(fencedPut(registration.fence().orElseThrow())).isTrue();
            await().until(() -> directory.instances(service).equals(List.of(second)));
            assertThat(meters.get("linklog.registry.reregistrations").counter().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void restoresADeletedOrOverwrittenKey() throws Exception {
        try (Registration registration = register("i-1")) {
            Instance first = registration.whenRegistered().get();
            String key = registration.fence().orElseThrow().key();
            etcd.await(etcd.delete(key));
            await().until(() -> registration.current().orElseThrow().generation() > first.generation());

            Etcd.Entry written = etcd.await(etcd.get(key)).orElseThrow();
            etcd.await(etcd.compareAndSet(key, written.modRevision(), "scribble"));
            await().until(() -> etcd.await(etcd.get(key)).orElseThrow().value().equals(written.value()));
            await().until(() -> directory.instances(service).size() == 1);
            assertThat(meters.get("linklog.registry.malformed")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void theLaterOfTwoProcessesWithOneIdStays() throws Exception {
        try (Registration first = register("i-1")) {
            Instance before = first.whenRegistered().get();
            try (Registration second = register("i-1")) {
                Instance after = second.whenRegistered().get();
                assertThat(after.generation()).isGreaterThan(before.generation());
                assertThat(after.hashId()).isEqualTo(before.hashId());
                first.whenSuperseded().get();
                assertThat(directory.instances(service)).containsExactly(after);
            }
        }
    }

    @Test
    void hashIdsAreSmallAndUniqueAndSurviveARestart() throws Exception {
        List<Integer> first = hashIds(12);
        assertThat(first).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(hashIds(12)).isEqualTo(first);
    }

    @Test
    void instanceKeepsItsHashIdWhenEtcdIsWiped() throws Exception {
        try (Registration first = register("i-1");
                Registration second = register("i-2")) {
            int one = first.whenRegistered().get().hashId();
            int two = second.whenRegistered().get().hashId();
            for (String prefix : List.of(Instances.KEYS.hashIds(service), Instances.KEYS.service(service))) {
                for (Etcd.Entry entry : etcd.await(etcd.list(prefix)).entries()) {
                    etcd.await(etcd.delete(entry.key()));
                }
            }
            etcd.await(etcd.delete(Instances.KEYS.lastHashId(service)));
            until(() -> directory.instance(service, "i-1").isPresent()
                    && directory.instance(service, "i-2").isPresent()
                    && etcd.await(etcd.list(Instances.KEYS.hashIds(service)))
                                    .entries()
                                    .size()
                            == 2);
            assertThat(first.current().orElseThrow().hashId()).isEqualTo(one);
            assertThat(second.current().orElseThrow().hashId()).isEqualTo(two);
            assertThat(hashIds(1)).doesNotContain(one, two);
        }
    }

    private List<Integer> hashIds(int count) throws Exception {
        List<Registration> registrations = new ArrayList<>();
        List<Integer> hashIds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            registrations.add(register("i-" + i));
        }
        for (Registration registration : registrations) {
            hashIds.add(registration.whenRegistered().get().hashId());
            registration.close();
        }
        return hashIds;
    }

    private Registration register(String id) {
        return new Registration(etcd, Instances.up(service, id), TTL, meters);
    }

    private boolean fencedPut(Fence fence) throws InterruptedException {
        return etcd.await(etcd.transaction()
                        .fencedBy(fence)
                        .put("/test/" + service, "by " + fence)
                        .commit())
                .isPresent();
    }

    private InstanceState state(String id) {
        return directory.instance(service, id).orElseThrow().state();
    }

    private static void until(java.util.concurrent.Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    private static long millis(List<Long> nanos, int percent) {
        return nanos.stream().sorted().toList().get(nanos.size() * percent / 100) / 1_000_000;
    }
}
