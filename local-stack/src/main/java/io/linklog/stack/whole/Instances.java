package io.linklog.stack.whole;

import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.machine.StackException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The instances that a stack should have of each service, whether they run or not. Immutable. */
public final class Instances {

    /** The first port for further instances, relative to the edge's; the ports in between are those of every stack. */
    private static final int FIRST_PORT_AFTER_EDGE = 50;

    private static final int PORTS_LOOKED_AT = 1_000;

    private static final Comparator<ServiceInstance> ORDER =
            Comparator.comparing(ServiceInstance::service).thenComparing(ServiceInstance::number);

    private final Addresses addresses;
    private final List<ServiceInstance> all;

    private Instances(Addresses addresses, Stream<ServiceInstance> all) {
        this.addresses = addresses;
        this.all = all.sorted(ORDER).toList();
    }

    /** One of each service. */
    public static Instances one(Addresses addresses) {
        return new Instances(addresses, Stream.of(Service.values()).map(service -> service.first(addresses)));
    }

    /** All instances, sorted by service and number. */
    public List<ServiceInstance> all() {
        return all;
    }

    /** The instances of one service, sorted by number. */
    public List<ServiceInstance> of(Service service) {
        return all.stream().filter(instance -> instance.service() == service).toList();
    }

    /** These instances and another one. It replaces an instance with the same id. */
    public Instances with(ServiceInstance instance) {
        return new Instances(addresses, Stream.concat(without(instance).all.stream(), Stream.of(instance)));
    }

    /** These instances without one. */
    public Instances without(ServiceInstance instance) {
        return new Instances(addresses, all.stream().filter(other -> !other.id().equals(instance.id())));
    }

    /**
     * A new instance of a service, with the lowest free number. It is not added.
     *
     * @throws StackException when no port is free
     */
    public ServiceInstance another(Service service, Map<String, String> settings) {
        Set<Integer> numbers = of(service).stream().map(ServiceInstance::number).collect(Collectors.toSet());
        int number = IntStream.iterate(1, i -> i + 1)
                .filter(i -> !numbers.contains(i))
                .findFirst()
                .orElseThrow();
        return number == 1
                ? service.first(addresses).with(settings)
                : new ServiceInstance(service, number, freePorts(service, FreePorts::isTaken), settings);
    }

    /**
     * Moves instances that do not run away from ports that another program or this stack has taken since. The first
     * instance of each service stays: people choose its ports.
     *
     * @param runs tells whether the process of a name runs
     */
    public Instances withFreePorts(Predicate<String> runs) {
        return withFreePorts(runs, FreePorts::isTaken);
    }

    Instances withFreePorts(Predicate<String> runs, IntPredicate taken) {
        Instances moved = this;
        for (ServiceInstance instance : all) {
            boolean mustMove = instance.number() > 1
                    && !runs.test(instance.processName())
                    && instance.ports().stream().anyMatch(port -> addresses.has(port) || taken.test(port));
            if (mustMove) {
                moved = moved.with(instance.on(moved.freePorts(instance.service(), taken)));
            }
        }
        return moved;
    }

    List<Integer> freePorts(Service service, IntPredicate taken) {
        Set<Integer> ours = new HashSet<>();
        all.forEach(instance -> ours.addAll(instance.ports()));
        int first = addresses.port("LINKLOG_EDGE_PORT") + FIRST_PORT_AFTER_EDGE;
        int end = Math.min(first + PORTS_LOOKED_AT, 65_536);
        List<Integer> free = IntStream.range(first, end)
                .filter(port -> !ours.contains(port) && !addresses.has(port) && !taken.test(port))
                .limit(service.portSettings().size())
                .boxed()
                .toList();
        if (free.size() < service.portSettings().size()) {
            throw new StackException("No port is free for another " + service.module() + " from " + first + " to "
                    + (end - 1) + ": stop a program that listens there.");
        }
        return free;
    }
}
