package io.linklog.cli.up;

import io.linklog.stack.Instances;
import io.linklog.stack.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What must be done so that there are as many instances as asked for.
 *
 * @param grown all that were there, and the new ones
 * @param starts of those, which do not run
 * @param drains what is too many, in the order in which it shall go: highest number first
 */
record ScalePlan(Instances grown, List<ServiceInstance> starts, List<ServiceInstance> drains) {

    /**
     * Plans it.
     *
     * @param there what was asked for until now, whether it runs or not
     * @param runs tells of a process name
     * @param settings for each that must be started, over those it has
     */
    static ScalePlan of(Instances there, List<Target> targets, Map<String, String> settings, Predicate<String> runs) {
        // what died may have lost its ports to another program since
        Instances grown = there.withFreePorts(runs);
        List<ServiceInstance> starts = new ArrayList<>();
        List<ServiceInstance> drains = new ArrayList<>();
        for (Target target : targets) {
            List<ServiceInstance> instances = grown.of(target.service());
            for (int i = instances.size() - 1; i >= target.count(); i--) {
                drains.add(instances.get(i));
            }
            for (ServiceInstance stays : instances.subList(0, Math.min(target.count(), instances.size()))) {
                if (!runs.test(stays.processName())) {
                    ServiceInstance again = stays.with(settings);
                    grown = grown.with(again);
                    starts.add(again);
                }
            }
            for (int i = instances.size(); i < target.count(); i++) {
                ServiceInstance another = grown.another(target.service(), settings);
                grown = grown.with(another);
                starts.add(another);
            }
        }
        return new ScalePlan(grown, List.copyOf(starts), List.copyOf(drains));
    }

    boolean isNothing() {
        return starts.isEmpty() && drains.isEmpty();
    }
}
