package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of etcd as far as they are known, and those that are held. Knows no etcd and no threads: for one
 * thread.
 */
final class Roster {

    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private record Known(Etcd.Entry item, Instance instance) {}

    private final Duration longestHold;
    private final LongSupplier nanoTime;
    private final NavigableMap<String, Known> known = new TreeMap<>();
    private final Map<String, Etcd.Entry> malformed = new TreeMap<>();
    private final Map<String, Hold> holds = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private boolean fromSnapshot;
    private long malformedSeen;

    Roster(Duration longestHold, LongSupplier nanoTime) {
        this.longestHold = longestHold;
        this.nanoTime = nanoTime;
    }

    /** What an earlier run knew. What is not true any more ends with the first {@link #replace}, without a hold. */
    void restore(List<Etcd.Entry> items) {
        items.forEach(this::put);
        fromSnapshot = true;
    }

    /** A key was written. Told twice, or late, it does nothing. */
    void put(Etcd.Entry item) {
        Known former = known.get(item.key());
        if (former != null && former.item().modRevision() > item.modRevision()) {
            return;
        }
        Instance instance;
        try {
            instance = InstanceJson.read(item);
        } catch (MalformedValueException e) {
            if (!item.equals(malformed.put(item.key(), item))) {
                malformedSeen++;
                LOG.warn("etcd key {} is no instance and is passed over: {}", item.key(), e.getMessage());
            }
            vanish(item.key());
            return;
        }
        malformed.remove(item.key());
        known.put(item.key(), new Known(item, instance));
        touched.add(instance.service());
        Hold hold = holds.get(instance.service());
        if (hold != null) {
            hold.seen(instance.id());
        }
    }

    /** A key was deleted, at this revision. */
    void delete(String key, long revision) {
        Known former = known.get(key);
        if (former == null || former.item().modRevision() <= revision) {
            malformed.remove(key);
            vanish(key);
        }
    }

    /** All keys as they are in etcd. */
    void replace(List<Etcd.Entry> items) {
        Set<String> there = new HashSet<>();
        items.forEach(item -> there.add(item.key()));
        malformed.keySet().retainAll(there);
        List.copyOf(known.keySet()).stream().filter(key -> !there.contains(key)).forEach(this::vanish);
        for (Etcd.Entry item : items) {
            Known former = known.get(item.key());
            if (former != null && former.item().modRevision() > item.modRevision()) {
                // an etcd restored from a backup counts again from there
                known.remove(item.key());
            }
            put(item);
        }
        fromSnapshot = false;
    }

    private void vanish(String key) {
        Known former = known.remove(key);
        if (former == null) {
            return;
        }
        Instance instance = former.instance();
        touched.add(instance.service());
        if (instance.state() == InstanceState.UP && !fromSnapshot) {
            holds.computeIfAbsent(instance.service(), service -> new Hold(longestHold))
                    .vanished(instance, nanoTime.getAsLong());
        }
    }

    /** The services that something happened to since the last call, with what to show of each. */
    Map<String, List<Instance>> settle() {
        touched.addAll(holds.keySet());
        Map<String, List<Instance>> shown = new HashMap<>();
        touched.forEach(service -> shown.put(service, new ArrayList<>()));
        shown.forEach((service, instances) -> {
            String prefix = RegistryKeys.service(service);
            known.subMap(prefix, prefix + Character.MAX_VALUE)
                    .values()
                    .forEach(entry -> instances.add(entry.instance()));
            Hold hold = holds.get(service);
            if (hold != null) {
                hold.decide(
                        (int) instances.stream()
                                .filter(instance -> instance.state() == InstanceState.UP)
                                .count(),
                        nanoTime.getAsLong());
                instances.addAll(hold.held());
            }
            instances.sort(Comparator.comparing(Instance::id));
        });
        holds.values().removeIf(Hold::isOver);
        touched.clear();
        return shown;
    }

    /**
     * RegistryKeys of which etcd's content is not what is known here, but for those that may have changed since it was
     * listed.
     */
    Set<String> differences(Etcd.Listing listing, Set<String> changedSince) {
        Map<String, Etcd.Entry> view = new HashMap<>(malformed);
        known.forEach((key, entry) -> view.put(key, entry.item()));
        return listing.differences(view, changedSince);
    }

    /** All that is known as it is in etcd, for the snapshot. */
    List<Etcd.Entry> items() {
        return known.values().stream().map(Known::item).toList();
    }

    int held() {
        return holds.values().stream().mapToInt(hold -> hold.held().size()).sum();
    }

    /** Malformed values ever seen; each value of a key counts once. */
    long malformedSeen() {
        return malformedSeen;
    }
}
