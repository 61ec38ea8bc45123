package io.linklog.cli.up;

import io.linklog.stack.whole.Instances;
import io.linklog.stack.whole.Service;
import io.linklog.stack.whole.ServiceInstance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The steps to the wanted number of instances.
 *
 * @param grown all instances that there were, and the new ones
 * @param starts the instances of these that do not run
 * @param drains the instances that are too many, in the order in which they stop
 */
record ScalePlan(Instances grown, List<ServiceInstance> starts, List<ServiceInstance> drains) {

    /**
     * Which instances stop.
     *
     * @param named ids of instances that stop in any case; others replace them where needed
     * @param passedOver gives the ids of a service's instances with another version than the route's stable one: they
     *     stop next, because by number alone the promoted version would go first. It is only called when there are too
     *     many instances
     */
    record Going(Set<String> named, Function<Service, Set<String>> passedOver) {}

    /**
     * Makes a plan.
     *
     * @param there the instances so far, whether they run or not
     * @param settings of each instance that must start; they override those it has
     * @param going which instances stop; of equal ones, the one with the highest number
     * @param runs whether the process of this name runs
     */
    static ScalePlan of(
            Instances there,
            List<ScaleTarget> targets,
            Map<String, String> settings,
            Going going,
            Predicate<String> runs) {
        // another program may have taken the ports of a dead instance
        Instances grown = there.withFreePorts(runs);
        List<ServiceInstance> starts = new ArrayList<>();
        List<ServiceInstance> drains = new ArrayList<>();
        for (ScaleTarget target : targets) {
            List<ServiceInstance> leaving = leaving(grown.of(target.service()), target, going);
            drains.addAll(leaving);
            List<ServiceInstance> staying = new ArrayList<>(grown.of(target.service()));
            staying.removeAll(leaving);
            for (ServiceInstance stays : staying) {
                if (!runs.test(stays.processName())) {
                    ServiceInstance again = stays.with(settings);
                    grown = grown.with(again);
                    starts.add(again);
                }
            }
            for (int i = staying.size(); i < target.count(); i++) {
                ServiceInstance another = grown.another(target.service(), settings);
                grown = grown.with(another);
                starts.add(another);
            }
        }
        return new ScalePlan(grown, List.copyOf(starts), List.copyOf(drains));
    }

    private static List<ServiceInstance> leaving(List<ServiceInstance> instances, ScaleTarget target, Going going) {
        List<ServiceInstance> order = new ArrayList<>(instances);
        order.sort(Comparator.comparing((ServiceInstance instance) -> !going.named.contains(instance.id()))
                .thenComparing(Comparator.comparingInt(ServiceInstance::number).reversed()));
        int named = (int) instances.stream()
                .filter(instance -> going.named.contains(instance.id()))
                .count();
        int tooMany = instances.size() - target.count();
        if (tooMany > named) {
            Set<String> passedOver = going.passedOver.apply(target.service());
            order.subList(named, order.size())
                    // a stable sort: numbers still decide between equal instances
                    .sort(Comparator.comparing((ServiceInstance instance) -> !passedOver.contains(instance.id())));
        }
        return order.subList(0, Math.max(named, tooMany));
    }

    boolean isNothing() {
        return starts.isEmpty() && drains.isEmpty();
    }
}
