package io.linklog.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.mesh.route.RouteKeys;
import io.linklog.stack.whole.Service;
import io.linklog.stack.whole.ServiceInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The instances in the registry, by polling etcd. The calls are few, and the client that a watch needs takes longer to
 * load than they take.
 *
 * @param etcd its address
 */
record RegistryView(String etcd) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RegistryKeys KEYS = new RegistryKeys(KeySpace.LINKLOG);
    private static final long POLL_MILLIS = 100;
    /** An instance checks its readiness four times a second; the rest is for a busy etcd. */
    private static final Duration UNTIL_UP = Duration.ofSeconds(30);
    /** A killed instance leaves with its lease: ten seconds, and the second until etcd expires it. */
    private static final Duration UNTIL_GONE = Duration.ofSeconds(30);

    /** @param generation of this registration; a restarted instance has another */
    record Shown(String state, String generation) {}

    /** The instances of a service, by id. */
    Map<String, Shown> shown(ServiceInstance any) throws IOException {
        Map<String, Shown> shown = new HashMap<>();
        for (EtcdEntry entry : EtcdEntry.under(etcd, KEYS.service(any.service().module()))) {
            shown.put(entry.name(), new Shown(text(entry.value(), "state"), entry.created()));
        }
        return shown;
    }

    private static String text(String value, String member) {
        try {
            return JSON.readTree(value).path(member).asText();
        } catch (JsonProcessingException unreadable) {
            return "unreadable";
        }
    }

    /** The current generations of some instances, by id. */
    Map<String, String> generations(List<ServiceInstance> instances) {
        Map<String, String> generations = new HashMap<>();
        for (ServiceInstance instance : instances) {
            find(instance).ifPresent(shown -> generations.put(instance.id(), shown.generation()));
        }
        return generations;
    }

    /**
     * Waits until the registry shows the instance as UP.
     *
     * @param before a past generation of it that does not count; null for none
     * @throws Failure when that takes too long
     */
    void awaitUp(ServiceInstance instance, @Nullable String before) {
        await(
                () -> find(instance)
                        .filter(shown -> shown.state().equals("UP"))
                        .filter(shown -> !shown.generation().equals(before))
                        .isPresent(),
                UNTIL_UP,
                instance.id() + " runs, but the registry does not show it as UP");
    }

    /** The ids of the instances whose version is not the stable one of the service's route; none without a route. */
    Set<String> passedOver(Service service) {
        Set<String> passedOver = new HashSet<>();
        try {
            Optional<EtcdEntry> route = EtcdEntry.under(etcd, new RouteKeys(KeySpace.LINKLOG).prefix()).stream()
                    .filter(entry -> entry.name().equals(service.module()))
                    .findFirst();
            if (route.isPresent()) {
                String stable = text(route.get().value(), "stable");
                EtcdEntry.under(etcd, KEYS.service(service.module())).stream()
                        .filter(instance -> !text(instance.value(), "version").equals(stable))
                        .forEach(instance -> passedOver.add(instance.name()));
            }
            return passedOver;
        } catch (IOException e) {
            throw silent(e);
        }
    }

    /** Waits until the instance has left the registry. */
    void awaitGone(ServiceInstance instance) {
        await(() -> find(instance).isEmpty(), UNTIL_GONE, instance.id() + " ended, but the registry still shows it");
    }

    private Optional<Shown> find(ServiceInstance instance) {
        try {
            return Optional.ofNullable(shown(instance).get(instance.id()));
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private Failure silent(IOException e) {
        return new Failure(
                "etcd at " + etcd + " does not answer (" + e.getMessage()
                        + "), so the state of the instances is unknown: see ./linklog status.",
                e);
    }

    private static void await(BooleanSupplier done, Duration patience, String otherwise) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new Failure(otherwise + " after " + patience.toSeconds() + " s: see ./linklog status.", null);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure("Interrupted: " + otherwise + ".", e);
            }
        }
    }
}
