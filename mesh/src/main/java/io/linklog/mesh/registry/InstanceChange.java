package io.linklog.mesh.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of one instance.
 *
 * @param instance as it is now; for {@link Kind#REMOVED} as it was last
 */
public record InstanceChange(Kind kind, Instance instance) {

    /** Restarted instances are {@link #CHANGED}: their generation is. */
    public enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    /** What leads from one list to another: removals first, then the rest in the order of {@code after}. */
    static List<InstanceChange> between(List<Instance> before, List<Instance> after) {
        Map<String, Instance> gone = new HashMap<>();
        before.forEach(instance -> gone.put(instance.id(), instance));
        List<InstanceChange> rest = new ArrayList<>();
        for (Instance now : after) {
            Instance former = gone.remove(now.id());
            if (former == null) {
                rest.add(new InstanceChange(Kind.ADDED, now));
            } else if (!former.equals(now)) {
                rest.add(new InstanceChange(Kind.CHANGED, now));
            }
        }
        List<InstanceChange> changes = new ArrayList<>();
        before.stream()
                .filter(instance -> gone.containsKey(instance.id()))
                .forEach(instance -> changes.add(new InstanceChange(Kind.REMOVED, instance)));
        changes.addAll(rest);
        return changes;
    }
}
