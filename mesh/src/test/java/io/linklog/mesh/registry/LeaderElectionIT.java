package io.linklog.mesh.registry;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.etcd.Proxy;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderElectionIT {

    private static final Duration TTL = Duration.ofSeconds(3);
    /** The time to live of terms that end by a resignation. It is long, so none ends because the machine is busy. */
    private static final Duration LONG_TTL = Duration.ofSeconds(60);

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    private final Etcd etcd = PatientEtcd.at(endpoint);
    private final String name = "e-" + UUID.randomUUID();
    private final List<String> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        etcd.close();
    }

    @Test
    void electsOneCandidateAndReplacesItAtOnceWhenItCloses() throws Exception {
        List<LeaderElection> candidates = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            candidates.add(candidate(etcd, "c-" + i, LONG_TTL));
        }
        long token = 0;
        while (!candidates.isEmpty()) {
            await().until(() -> leaders(candidates).size() == 1);
            LeaderElection leader = leaders(candidates).get(0);
            Leadership term = leader.leadership().orElseThrow();
            assertThat(term.token()).isGreaterThan(token);
            token = term.token();
            assertThat(etcd.await(term.fencedPut(target(), "by " + token))).isPresent();

            leader.close();
            candidates.remove(leader);
            assertThat(term.isHeld()).isFalse();
            assertThat(etcd.await(term.fencedPut(target(), "too late"))).isEmpty();
            assertThat(etcd.await(etcd.get(target())).orElseThrow().value()).isEqualTo("by " + token);
        }
        assertThat(told).hasSize(8);
        for (int i = 0; i < 8; i += 2) {
            assertThat(told.get(i)).startsWith("elected");
            assertThat(told.get(i + 1)).isEqualTo(told.get(i).replace("elected", "lost"));
        }
    }

    @Test
    void aLeaderThatIsCutOffLosesItsTermAndItsLaterWritesAreRefused() throws Exception {
        try (Proxy proxy = new Proxy(URI.create(endpoint).getPort());
                Etcd cutOff = new Etcd(EtcdSettings.of(URI.create(proxy.endpoint())));
                LeaderElection first = candidate(cutOff, "c-1", TTL)) {
            await().until(() -> first.leadership().isPresent());
            Leadership term = first.leadership().orElseThrow();
            try (LeaderElection second = candidate(etcd, "c-2", TTL)) {
                proxy.pause();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> second.leadership().isPresent());
                Leadership successor = second.leadership().orElseThrow();
                assertThat(term.isHeld()).as("by its own clock").isFalse();
                assertThat(successor.token()).isGreaterThan(term.token());
                await().until(() -> told.contains("lost c-1"));

                proxy.resume();
                await().ignoreExceptions()
                        .until(() -> cutOff.await(term.fencedPut(target(), "too late"))
                                .isEmpty());
                assertThat(etcd.await(successor.fencedPut(target(), "in time"))).isPresent();
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> first.leadership().isPresent());
        }
    }

    private String target() {
        return "/test/" + name;
    }

    private static List<LeaderElection> leaders(List<LeaderElection> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.leadership().isPresent())
                .toList();
    }

    private LeaderElection candidate(Etcd on, String id, Duration ttl) {
        return new LeaderElection(on, name, id, ttl, new LeaderElection.Candidate() {
            @Override
            public void onElected(Leadership term) {
                told.add("elected " + id);
            }

            @Override
            public void onLost(Leadership term) {
                told.add("lost " + id);
            }
        });
    }
}
