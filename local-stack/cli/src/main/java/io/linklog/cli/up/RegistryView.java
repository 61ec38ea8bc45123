package io.linklog.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.options.Failure;
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

/**
 * How instances show in the registry, asked of etcd again and again: these calls are few, and a watch would need a
 * client that takes longer to load than they take.
 *
 * @param etcd its address
 */
record RegistryView(String etcd) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long POLL_MILLIS = 100;
    /** It follows readiness four times a second; the rest is for a busy etcd. */
    private static final Duration UNTIL_UP = Duration.ofSeconds(30);
    /** What was killed in the end leaves with its lease: ten seconds, and the second that etcd takes to notice. */
    private static final Duration UNTIL_GONE = Duration.ofSeconds(30);

    /** @param generation of this registration; another life of the same instance has another */
    record Shown(String state, String generation) {}

    /** Those of a service, by id. */
    Map<String, Shown> shown(ServiceInstance any) throws IOException {
        Map<String, Shown> shown = new HashMap<>();
        for (EtcdEntry entry :
                EtcdEntry.under(etcd, RegistryKeys.SERVICES + any.service().module() + "/")) {
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

    /** The generations of these as they are now, by id. */
    Map<String, String> generations(List<ServiceInstance> instances) {
        Map<String, String> generations = new HashMap<>();
        for (ServiceInstance instance : instances) {
            find(instance).ifPresent(shown -> generations.put(instance.id(), shown.generation()));
        }
        return generations;
    }

    /**
     * Waits until the instance is shown as UP.
     *
     * @param before a generation of it that is over, or null
     * @throws Failure when it does not get there
     */
    void awaitUp(ServiceInstance instance, @org.jspecify.annotations.Nullable String before) {
        await(
                () -> find(instance)
                        .filter(shown -> shown.state().equals("UP"))
                        .filter(shown -> !shown.generation().equals(before))
                        .isPresent(),
                UNTIL_UP,
                instance.id() + " runs, and the registry does not show it as UP");
    }

    /**
     * The ids of a service's instances whose version is not the stable one of its route; none where it has no route.
     */
    Set<String> passedOver(Service service) {
        Set<String> passedOver = new HashSet<>();
        try {
            Optional<EtcdEntry> route = EtcdEntry.under(etcd, RouteKeys.PREFIX).stream()
                    .filter(entry -> entry.name().equals(service.module()))
                    .findFirst();
            if (route.isPresent()) {
                String stable = text(route.get().value(), "stable");
                EtcdEntry.under(etcd, RegistryKeys.SERVICES + service.module() + "/").stream()
                        .filter(instance -> !text(instance.value(), "version").equals(stable))
                        .forEach(instance -> passedOver.add(instance.name()));
            }
            return passedOver;
        } catch (IOException e) {
            throw silent(e);
        }
    }

    /** Waits until the instance is not in the registry any more. */
    void awaitGone(ServiceInstance instance) {
        await(() -> find(instance).isEmpty(), UNTIL_GONE, instance.id() + " ended, and the registry still shows it");
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
                        + "), so that nobody knows who takes requests: see ./linklog status.",
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
