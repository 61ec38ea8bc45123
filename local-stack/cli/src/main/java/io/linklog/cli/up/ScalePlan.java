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
 * What must be done so that there are as many instances as asked for.
 *
 * @param grown all that were there, and the new ones
 * @param starts of those, which do not run
 * @param drains what is too many, in the order in which it shall go
 */
record ScalePlan(Instances grown, List<ServiceInstance> starts, List<ServiceInstance> drains) {

    /**
     * Which instances go.
     *
     * @param named by ids: these in any case, and others come in their place where they are needed
     * @param passedOver then the ids of those whose version is not the one that the service's route is for; asked only
     *     where there are too many
     */
    record Going(Set<String> named, Function<Service, Set<String>> passedOver) {}

    /**
     * Plans it.
     *
     * @param there what was asked for until now, whether it runs or not
     * @param settings for each that must be started, over those it has
     * @param going who goes; of those who are alike, the one with the highest number
     * @param runs tells of a process name
     */
    static ScalePlan of(
            Instances there,
            List<ScaleTarget> targets,
            Map<String, String> settings,
            Going going,
            Predicate<String> runs) {
        // what died may have lost its ports to another program since
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
                    // stable, so that numbers go on to decide
                    .sort(Comparator.comparing((ServiceInstance instance) -> !passedOver.contains(instance.id())));
        }
        return order.subList(0, Math.max(named, tooMany));
    }

    boolean isNothing() {
        return starts.isEmpty() && drains.isEmpty();
    }
}
