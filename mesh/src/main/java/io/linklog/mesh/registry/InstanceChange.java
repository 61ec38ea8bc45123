package io.linklog.mesh.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A change of one instance.
 *
 * @param instance the instance after the change; for {@link Kind#REMOVED} its last state
 */
public record InstanceChange(Kind kind, Instance instance) {

    /** A restarted instance is {@link #CHANGED}, because its generation differs. */
    public enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    /** The changes from one list to another: removals first, then the others in the order of {@code after}. */
    static List<InstanceChange> between(List<Instance> before, List<Instance> after) {
        Map<String, Instance> gone = new HashMap<>();
        before.forEach(instance -> gone.put(instance.id(), instance));
        List<InstanceChange> rest = new ArrayList<>();
        for (Instance now : after) {
            Instance previous = gone.remove(now.id());
            if (previous == null) {
                rest.add(new InstanceChange(Kind.ADDED, now));
            } else if (!previous.equals(now)) {
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
