package io.linklog.mesh.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Doubts that most of a service is dead. When more than half of its instances that were {@link InstanceState#UP} vanish
 * within {@link #WINDOW}, it is likelier that etcd or the network is at fault; they are held, that is shown on, for a
 * bounded time, and callers' own outlier ejection decides. One service; for one thread; times are of a monotonic clock.
 */
final class Hold {

    /** Leases that were lost at one moment end within a time to live of each other. */
    static final Duration WINDOW = Duration.ofSeconds(10);
    /** Of two instances one is no more than half, and of one or two nothing can be concluded. */
    static final int LEAST = 3;

    private record Gone(Instance instance, long at) {}

    private final long longest;
    private final Map<String, Gone> vanished = new HashMap<>();
    private final Map<String, Instance> held = new HashMap<>();
    private long until;

    /** @param longest how long to hold; zero for never */
    Hold(Duration longest) {
        this.longest = longest.toNanos();
    }

    /** An instance that was UP and took no leave is no more. Tell all of one moment, then {@link #decide}. */
    void vanished(Instance instance, long now) {
        vanished.put(instance.id(), new Gone(instance, now));
    }

    /** An instance is there, again. */
    void seen(String id) {
        vanished.remove(id);
        held.remove(id);
    }

    /** @param up how many instances of the service are UP now */
    void decide(int up, long now) {
        if (!held.isEmpty() && now - until >= 0) {
            held.clear();
            vanished.clear();
        }
        vanished.values().removeIf(gone -> now - gone.at() > WINDOW.toNanos());
        int missing = vanished.size() + held.size();
        if (longest > 0 && !vanished.isEmpty() && missing * 2 > up + missing && up + missing >= LEAST) {
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

    Collection<Instance> held() {
        return held.values();
    }
}
