package io.linklog.mesh.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps instances of one service visible when most of them vanish at once. If more than half of the instances that were
 * {@link InstanceState#UP} vanish within {@link #WINDOW}, a fault of etcd or the network is more likely than the death
 * of all of them. They are held, that is they stay visible, for a bounded time, and the outlier ejection of the callers
 * decides. Not thread-safe. Times are of a monotonic clock, in nanoseconds.
 */
final class Hold {

    /** Leases that were lost at the same moment end within one time to live of each other. */
    static final Duration WINDOW = Duration.ofSeconds(10);
    /** The smallest service that is held. One or two instances allow no conclusion. */
    static final int MIN_INSTANCES = 3;

    private record Gone(Instance instance, long at) {}

    private final long longest;
    private final Map<String, Gone> vanished = new HashMap<>();
    private final Map<String, Instance> held = new HashMap<>();
    private long until;

    /** @param longest the duration of a hold; zero for never */
    Hold(Duration longest) {
        this.longest = longest.toNanos();
    }

    /** An instance that was UP vanished. Report all instances of one moment, then call {@link #decide}. */
    void onVanished(Instance instance, long now) {
        vanished.put(instance.id(), new Gone(instance, now));
    }

    /** An instance is in the registry. */
    void onSeen(String id) {
        vanished.remove(id);
        held.remove(id);
    }

    /** @param up the number of instances of the service that are UP now */
    void decide(int up, long now) {
        if (!held.isEmpty() && now - until >= 0) {
            held.clear();
            vanished.clear();
        }
        vanished.values().removeIf(gone -> now - gone.at() > WINDOW.toNanos());
        int missing = vanished.size() + held.size();
        if (longest > 0 && !vanished.isEmpty() && missing * 2 > up + missing && up + missing >= MIN_INSTANCES) {
            if (held.isEmpty()) {
                until = now + longest;
            }
            vanished.forEach((id, gone) -> held.put(id, gone.instance()));
            vanished.clear();
        }
    }

    boolean isOver() {
        return vanished.isEmpty() && held.isEmpty();
    }

    Collection<Instance> instances() {
        return held.values();
    }
}
