package io.linklog.cli.importing.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.importing.delivery.Destinations.Destination;
import io.linklog.mesh.balance.Outcome;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RegisteredServicesTest {

    private static final URI EDGE = URI.create("http://localhost:8080");
    private static final URI A = URI.create("http://127.0.0.1:8001");
    private static final URI B = URI.create("http://127.0.0.1:8002");

    private final AtomicReference<List<Instance>> registered = new AtomicReference<>(List.of(
            instance("a", "127.0.0.1", 8001, InstanceState.UP), instance("b", "127.0.0.1", 8002, InstanceState.UP)));
    private final RegisteredServices services =
            new RegisteredServices(registered::get, "local", Destinations.inTurn(List.of(EDGE)), () -> {});

    private static Instance instance(String id, String host, int port, InstanceState state) {
        return new Instance(
                "command-service", id, host, port, 1, state, "local", "1", 100, 1, 1, Instant.EPOCH, Map.of());
    }

    /** The addresses of some batches that all end in the same way. */
    private Set<URI> send(int batches, Outcome outcome) {
        Set<URI> addresses = new HashSet<>();
        for (int i = 0; i < batches; i++) {
            Destination destination = services.next(null);
            addresses.add(destination.address());
            destination.begin();
            destination.end(outcome, Duration.ofMillis(1).toNanos());
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
            Destination failed = services.next(null);
            assertThat(services.next(failed).address()).isNotEqualTo(failed.address());
        }
    }

    @Test
    void anUnreachableInstanceIsEjected() {
        for (int failures = 0; failures < 5; ) {
            Destination destination = services.next(null);
            boolean isB = destination.address().equals(B);
            destination.begin();
            destination.end(isB ? Outcome.NOT_SENT : Outcome.SUCCESS, 1_000);
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
}
