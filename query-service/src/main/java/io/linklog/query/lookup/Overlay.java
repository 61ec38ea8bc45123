package io.linklog.query.lookup;

import io.linklog.schemas.LinkEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The events that Cassandra may not have yet, by code. The tail pins each event that it reads; the event is unpinned
 * after the projector has committed it. In between, readers find it here.
 *
 * <p>Each partition is bounded. A full partition drops its oldest event, and is {@link #incomplete} until the projector
 * has passed that event: meanwhile a code that is not found may still exist. Thread-safe; reads take no lock.
 */
public final class Overlay {

    private record Pinned(long offset, LinkEvent event, KnownLink link) {}

    private static final class Partition {
        final Deque<Pinned> pinned = new ArrayDeque<>(); // guarded by this
        volatile long droppedBelow; // events below this offset may be missing here and in Cassandra
        volatile long unpinnedBelow; // events below this offset are in Cassandra
    }

    private final Partition[] partitions;
    private final int capacityOfPartition;
    // values are immutable lists, oldest first; nearly always of one element
    private final Map<String, List<Pinned>> byCode = new ConcurrentHashMap<>();

    /** @param capacity number of events in all partitions together */
    public Overlay(int partitions, int capacity) {
        this.partitions = new Partition[partitions];
        for (int i = 0; i < partitions; i++) {
            this.partitions[i] = new Partition();
        }
        this.capacityOfPartition = Math.max(1, capacity / partitions);
    }

    /** Adds an event; called in the order of offsets within a partition. */
    public void pin(int number, long offset, LinkEvent event, KnownLink link) {
        Partition partition = partitions[number];
        synchronized (partition) {
            if (offset < partition.unpinnedBelow) {
                return;
            }
            if (partition.pinned.size() >= capacityOfPartition) {
                // mark the partition incomplete before the event is gone
                partition.droppedBelow = partition.pinned.getFirst().offset + 1;
                remove(partition.pinned.removeFirst());
            }
            Pinned added = new Pinned(offset, event, link);
            partition.pinned.addLast(added);
            byCode.merge(link.name(), List.of(added), Overlay::append);
        }
    }

    /** Drops a partition's events below an offset, which Cassandra has. */
    void unpin(int number, long offset) {
        Partition partition = partitions[number];
        synchronized (partition) {
            while (!partition.pinned.isEmpty() && partition.pinned.getFirst().offset < offset) {
                remove(partition.pinned.removeFirst());
            }
            if (offset > partition.unpinnedBelow) {
                partition.unpinnedBelow = offset;
            }
        }
    }

    /** The newest state of a code among the pinned events; null when none is pinned. */
    @Nullable
    public KnownLink newest(String code) {
        List<Pinned> events = byCode.get(code);
        return events == null ? null : events.get(events.size() - 1).link;
    }

    /** The pinned events of a code, oldest first. */
    List<LinkEvent> events(String code) {
        List<LinkEvent> events = new ArrayList<>();
        for (Pinned pinned : byCode.getOrDefault(code, List.of())) {
            events.add(pinned.event);
        }
        return events;
    }

    /** Whether the partition may have events that are neither here nor in Cassandra. */
    boolean incomplete(int number) {
        Partition partition = partitions[number];
        return partition.droppedBelow > partition.unpinnedBelow;
    }

    /** The number of pinned events. */
    int size() {
        int size = 0;
        for (Partition partition : partitions) {
            synchronized (partition) {
                size += partition.pinned.size();
            }
        }
        return size;
    }

    private void remove(Pinned gone) {
        byCode.computeIfPresent(gone.link.name(), (code, events) -> {
            // events of one code are on one partition, so the oldest of the partition is the oldest of its code
            return events.size() == 1 ? null : List.copyOf(events.subList(1, events.size()));
        });
    }

    private static List<Pinned> append(List<Pinned> events, List<Pinned> added) {
        List<Pinned> all = new ArrayList<>(events);
        all.addAll(added);
        return List.copyOf(all);
    }
}
