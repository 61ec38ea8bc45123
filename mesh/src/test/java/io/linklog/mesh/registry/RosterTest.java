package io.linklog.mesh.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeySpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RosterTest {

    private final Roster roster = new Roster(Instances.KEYS, Duration.ofMinutes(1), () -> 0);

    @Property(tries = 200)
    void theViewEqualsEtcdForAnyMixOfWatchesAndLists(@ForAll Random random) {
        Roster followed = new Roster(Instances.KEYS, Duration.ZERO, () -> 0);
        Map<String, Etcd.Entry> etcd = new TreeMap<>();
        List<Runnable> late = new ArrayList<>();
        Map<String, List<Instance>> view = new HashMap<>();
        for (long revision = 1; revision <= 60; revision++) {
            Instance instance = Instances.up("s-" + random.nextInt(2), "i-" + random.nextInt(4));
            Etcd.Entry item = Instances.item(instance, revision);
            long now = revision;
            Runnable event;
            if (random.nextInt(3) == 0) {
                etcd.remove(item.key());
                event = () -> followed.delete(item.key(), now);
            } else {
                Etcd.Entry written =
                        random.nextInt(5) > 0 ? item : new Etcd.Entry(item.key(), "malformed", now, now, 1);
                etcd.put(item.key(), written);
                event = () -> followed.put(written);
            }
            // a watch may repeat its events, in order
            late.add(event);
            event.run();
            if (random.nextInt(6) == 0) {
                late.forEach(Runnable::run);
            }
            if (random.nextInt(6) == 0) {
                followed.replace(List.copyOf(etcd.values()));
                late.clear();
            }
            view.putAll(followed.settle());
            assertThat(followed.differences(new Etcd.Listing(1, List.copyOf(etcd.values())), Set.of()))
                    .isEmpty();
        }
        view.values().removeIf(List::isEmpty);
        assertThat(view).isEqualTo(fresh(etcd));
    }

    @Test
    void missingStaleAndSurplusKeysAreDifferencesUnlessTheyChangedSince() {
        roster.put(item("same", 1));
        roster.put(item("old", 1));
        roster.put(item("surplus", 1));
        roster.put(item("late", 1));
        List<Etcd.Entry> listed = List.of(item("same", 1), item("old", 2), item("missing", 3), item("late", 9));
        assertThat(roster.differences(
                        new Etcd.Listing(1, listed), Set.of(item("late", 9).key())))
                .containsExactlyInAnyOrder(
                        item("old", 1).key(),
                        item("surplus", 1).key(),
                        item("missing", 1).key());
    }

    @Test
    void doesNotHoldADrainingInstance() {
        IntStream.range(0, 4).forEach(i -> roster.put(item("i-" + i, 1 + i)));
        roster.put(Instances.item(Instances.up("s", "i-3").withState(InstanceState.DRAINING), 9));
        IntStream.range(0, 4).forEach(i -> roster.delete(item("i-" + i, 0).key(), 20 + i));
        assertThat(roster.settle().get("s")).extracting(Instance::id).containsExactly("i-0", "i-1", "i-2");
        assertThat(roster.heldCount()).isEqualTo(3);
    }

    @Test
    void doesNotHoldInstancesOfTheSnapshot() {
        roster.restore(
                IntStream.range(0, 6).mapToObj(i -> item("i-" + i, 1 + i)).toList());
        assertThat(roster.settle().get("s")).hasSize(6);
        roster.replace(List.of(item("i-1", 2)));
        assertThat(roster.settle().get("s")).hasSize(1);
    }

    @Test
    void aMalformedValueCountsOnceAndRemovesTheInstance() {
        roster.put(item("i-1", 1));
        Etcd.Entry malformed = new Etcd.Entry(item("i-1", 1).key(), "{}", 1, 2, 1);
        roster.put(malformed);
        roster.replace(List.of(malformed));
        roster.put(malformed);
        assertThat(roster.settle().get("s")).isEmpty();
        assertThat(roster.malformedSeen()).isEqualTo(1);
    }

    @Test
    void ignoresASnapshotOfAnotherKeySpace() {
        Roster greeter = new Roster(new RegistryKeys(new KeySpace("/greeter")), Duration.ZERO, () -> 0);
        greeter.restore(List.of(item("a", 1)));
        assertThat(greeter.settle()).isEmpty();
        assertThat(greeter.malformedSeen()).isEqualTo(1);
    }

    private static Etcd.Entry item(String id, long revision) {
        return Instances.item(Instances.up("s", id), revision);
    }

    private static Map<String, List<Instance>> fresh(Map<String, Etcd.Entry> etcd) {
        Roster fresh = new Roster(Instances.KEYS, Duration.ZERO, () -> 0);
        fresh.replace(List.copyOf(etcd.values()));
        Map<String, List<Instance>> view = fresh.settle();
        view.values().removeIf(List::isEmpty);
        return view;
    }
}
