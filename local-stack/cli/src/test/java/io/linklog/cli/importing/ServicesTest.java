package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.Outcome;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ServicesTest {

    private static final URI EDGE = URI.create("http://localhost:8080");
    private static final URI A = URI.create("http://127.0.0.1:8001");
    private static final URI B = URI.create("http://127.0.0.1:8002");

    private final AtomicReference<List<Instance>> registered = new AtomicReference<>(List.of(
            instance("a", "127.0.0.1", 8001, InstanceState.UP), instance("b", "127.0.0.1", 8002, InstanceState.UP)));
    private final Services services = new Services(registered::get, "local", List.of(EDGE), () -> {});

    private static Instance instance(String id, String host, int port, InstanceState state) {
        return Instance.builder("command-service", id, host, port)
                .adminPort(1)
                .state(state)
                .hashId(1)
                .generation(1)
                .startedAt(Instant.EPOCH)
                .build();
    }

    /** The addresses of some batches that all end in the same way. */
    private Set<URI> send(int batches, Outcome outcome) {
        Set<URI> addresses = new HashSet<>();
        for (int i = 0; i < batches; i++) {
            Backend service = services.choose(List.of());
            addresses.add(Services.address(service));
            service.begin();
            service.end(outcome, Duration.ofMillis(1).toNanos(), System.nanoTime());
        }
        return addresses;
    }

    @Test
    void batchesAreSpreadOverAllInstances() {
        assertThat(send(100, Outcome.SUCCESS)).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void aFailedBatchGoesToAnotherInstance() {
        for (int i = 0; i < 100; i++) {
            Backend failed = services.choose(List.of());
            assertThat(services.choose(List.of(failed))).isNotEqualTo(failed);
        }
    }

    @Test
    void anUnreachableInstanceIsEjected() {
        for (int failures = 0; failures < 5; ) {
            Backend service = services.choose(List.of());
            boolean isB = Services.address(service).equals(B);
            service.begin();
            service.end(isB ? Outcome.NOT_SENT : Outcome.SUCCESS, 1_000, System.nanoTime());
            failures += isB ? 1 : 0;
        }
        assertThat(send(100, Outcome.SUCCESS)).containsExactly(A);
    }

    @Test
    void aDrainingInstanceGetsNoBatch() {
        registered.set(List.of(
                instance("a", "127.0.0.1", 8001, InstanceState.DRAINING),
                instance("b", "127.0.0.1", 8002, InstanceState.UP)));
        assertThat(send(100, Outcome.SUCCESS)).containsExactly(B);
    }

    @Test
    void batchesGoToTheFallbackWhileThereIsNoInstance() {
        registered.set(List.of());
        assertThat(send(3, Outcome.SUCCESS)).containsExactly(EDGE);
        registered.set(List.of(instance("c", "::1", 8003, InstanceState.UP)));
        assertThat(send(3, Outcome.SUCCESS)).containsExactly(URI.create("http://[::1]:8003"));
    }

    @Test
    void namedAddressesKeepTheirSchemeAndPath() {
        List<URI> urls = List.of(URI.create("https://other.example/linklog"), EDGE);
        Set<URI> addresses = new HashSet<>();
        try (Services named = Services.named(urls)) {
            for (int i = 0; i < 100; i++) {
                addresses.add(Services.address(named.choose(List.of())));
            }
        }
        assertThat(addresses).containsExactlyInAnyOrderElementsOf(urls);
    }
}
