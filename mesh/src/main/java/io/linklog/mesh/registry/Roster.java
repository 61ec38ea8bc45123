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

/** The known instances of etcd, and those that are held. Pure state: no etcd, no threads. Not thread-safe. */
final class Roster {

    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private record Known(Etcd.Entry entry, Instance instance) {}

    private final RegistryKeys keys;
    private final Duration longestHold;
    private final LongSupplier nanoTime;
    private final NavigableMap<String, Known> known = new TreeMap<>();
    private final Map<String, Etcd.Entry> malformed = new TreeMap<>();
    private final Map<String, Hold> holds = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private boolean fromSnapshot;
    private long malformedSeen;

    Roster(RegistryKeys keys, Duration longestHold, LongSupplier nanoTime) {
        this.keys = keys;
        this.longestHold = longestHold;
        this.nanoTime = nanoTime;
    }

    /** Restores the entries of an earlier run. Stale ones end with the first {@link #replace}, without a hold. */
    void restore(List<Etcd.Entry> entries) {
        entries.forEach(this::put);
        fromSnapshot = true;
    }

    /** A key was written. Does nothing if the entry is older than the known one. */
    void put(Etcd.Entry entry) {
        Known previous = known.get(entry.key());
        if (previous != null && previous.entry().modRevision() > entry.modRevision()) {
            return;
        }
        Instance instance;
        try {
            instance = InstanceJson.read(keys, entry);
        } catch (MalformedValueException e) {
            if (!entry.equals(malformed.put(entry.key(), entry))) {
                malformedSeen++;
                LOG.warn("Ignoring etcd key {}, which is not a valid instance: {}", entry.key(), e.getMessage());
            }
            vanish(entry.key());
            return;
        }
        malformed.remove(entry.key());
        known.put(entry.key(), new Known(entry, instance));
        touched.add(instance.service());
        Hold hold = holds.get(instance.service());
        if (hold != null) {
            hold.onSeen(instance.id());
        }
    }

    /** A key was deleted at this revision. */
    void delete(String key, long revision) {
        Known previous = known.get(key);
        if (previous == null || previous.entry().modRevision() <= revision) {
            malformed.remove(key);
            vanish(key);
        }
    }

    /** Replaces everything with all keys of etcd. */
    void replace(List<Etcd.Entry> entries) {
        Set<String> there = new HashSet<>();
        entries.forEach(entry -> there.add(entry.key()));
        malformed.keySet().retainAll(there);
        List.copyOf(known.keySet()).stream().filter(key -> !there.contains(key)).forEach(this::vanish);
        for (Etcd.Entry entry : entries) {
            Known previous = known.get(entry.key());
            if (previous != null && previous.entry().modRevision() > entry.modRevision()) {
                // etcd was restored from a backup, so its revisions are smaller
                known.remove(entry.key());
            }
            put(entry);
        }
        fromSnapshot = false;
    }

    private void vanish(String key) {
        Known previous = known.remove(key);
        if (previous == null) {
            return;
        }
        Instance instance = previous.instance();
        touched.add(instance.service());
        if (instance.state() == InstanceState.UP && !fromSnapshot) {
            holds.computeIfAbsent(instance.service(), service -> new Hold(longestHold))
                    .onVanished(instance, nanoTime.getAsLong());
        }
    }

    /** The services that changed since the last call, each with its visible instances. */
    Map<String, List<Instance>> settle() {
        touched.addAll(holds.keySet());
        Map<String, List<Instance>> shown = new HashMap<>();
        touched.forEach(service -> shown.put(service, new ArrayList<>()));
        shown.forEach((service, instances) -> {
            String prefix = keys.service(service);
            known.subMap(prefix, prefix + Character.MAX_VALUE).values().forEach(one -> instances.add(one.instance()));
            Hold hold = holds.get(service);
            if (hold != null) {
                hold.decide(
                        (int) instances.stream()
                                .filter(instance -> instance.state() == InstanceState.UP)
                                .count(),
                        nanoTime.getAsLong());
                instances.addAll(hold.instances());
            }
            instances.sort(Comparator.comparing(Instance::id));
        });
        holds.values().removeIf(Hold::isOver);
        touched.clear();
        return shown;
    }

    /** The keys that differ from a listing of etcd, except those that changed since. */
    Set<String> differences(Etcd.Listing listing, Set<String> changedSince) {
        Map<String, Etcd.Entry> view = new HashMap<>(malformed);
        known.forEach((key, one) -> view.put(key, one.entry()));
        return listing.differences(view, changedSince);
    }

    /** The entries of all known instances, for the snapshot. */
    List<Etcd.Entry> entries() {
        return known.values().stream().map(Known::entry).toList();
    }

    int heldCount() {
        return holds.values().stream().mapToInt(hold -> hold.instances().size()).sum();
    }

    /** The number of malformed values seen so far. Each value of a key counts once. */
    long malformedSeen() {
        return malformedSeen;
    }
}
