package io.linklog.topology.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ProcessId;
import org.junit.jupiter.api.Test;

/** A group whose members come, die and catch up; each placement must be safe, and the last one balanced. */
class PlacementPropertyTest {

    private static final long ACCEPTABLE_LAG = 1_000;
    private static final int STANDBYS = 1;

    private static final Map<TaskId, Boolean> TASKS =
            IntStream.range(0, 12).boxed().collect(Collectors.toMap(p -> new TaskId(0, p), p -> true));

    @Property(tries = 300)
    void aTaskLeavesALivingMemberOnlyForAWarmCopyAndCopiesEndInBalance(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 5) int size) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(fresh());
        }
        for (int step = 0; step < 20; step++) {
            Placement placement = place(members);
            checkWhole(members, placement);
            checkMoves(members, placement);
            members = next(members, placement, random.nextLong(3_000));
            if (random.nextInt(4) == 0) {
                members.add(fresh());
            }
            if (random.nextInt(4) == 0 && members.size() > 1) {
                members.remove(random.nextInt(members.size()));
            }
        }
        Placement last = place(members);
        for (int look = 0; look < 3; look++) {
            members = next(members, last, 0);
            last = place(members);
        }
        assertThat(last.settled()).isTrue();
        Map<ProcessId, Long> loads =
                last.active().values().stream().collect(Collectors.groupingBy(member -> member, Collectors.counting()));
        members.forEach(member -> loads.putIfAbsent(member.id(), 0L));
        assertThat(loads.values())
                .allSatisfy(load -> assertThat(load).isBetween((long) TASKS.size() / loads.size(), (long)
                        -Math.floorDiv(-TASKS.size(), loads.size())));
        assertThat(place(next(members, last, 0)).active()).isEqualTo(last.active());
    }

    @Test
    void aMemberThatReturnsWithoutStoresGetsCopiesOnlyThoughTheChangelogsAreShort() {
        Member runs = new Member(new ProcessId(new UUID(0, 1)), 1, TASKS.keySet(), Map.of());
        Member returned = new Member(new ProcessId(new UUID(0, 2)), 1, Set.of(), Map.of());

        Placement placement = place(List.of(runs, returned));

        assertThat(placement.active().values()).containsOnly(runs.id());
        assertThat(placement.copies().values()).containsOnly(Set.of(returned.id()));
        assertThat(placement.settled()).isFalse();
    }

    @Test
    void halfOfTheTasksMoveToAMemberWithWarmCopies() {
        Member runs = new Member(new ProcessId(new UUID(0, 1)), 1, TASKS.keySet(), Map.of());
        Member warm = new Member(
                new ProcessId(new UUID(0, 2)),
                1,
                Set.of(),
                TASKS.keySet().stream().collect(Collectors.toMap(task -> task, task -> ACCEPTABLE_LAG)));

        Placement placement = place(List.of(runs, warm));

        assertThat(placement.active().values().stream().filter(warm.id()::equals))
                .hasSize(6);
        assertThat(placement.settled()).isTrue();
    }

    @Test
    void theTasksOfADeadMemberGoToTheBestCopies() {
        Map<TaskId, Long> old = TASKS.keySet().stream().collect(Collectors.toMap(task -> task, task -> 90_000L));
        Map<TaskId, Long> older = TASKS.keySet().stream().collect(Collectors.toMap(task -> task, task -> 99_000L));
        Member first = new Member(new ProcessId(new UUID(0, 1)), 1, Set.of(), older);
        Member second = new Member(new ProcessId(new UUID(0, 2)), 1, Set.of(), old);

        assertThat(place(List.of(first, second)).active().values()).containsOnly(second.id());
    }

    @Test
    void aTaskWithoutStoresHasNoCopyAndMovesAtOnce() {
        Map<TaskId, Boolean> tasks = Map.of(new TaskId(0, 0), false, new TaskId(0, 1), false);
        Member runs = new Member(new ProcessId(new UUID(0, 1)), 1, tasks.keySet(), Map.of());
        Member other = fresh();

        Placement placement = Placement.of(List.of(runs, other), tasks, STANDBYS, ACCEPTABLE_LAG);

        assertThat(placement.active().values()).containsOnlyOnce(runs.id(), other.id());
        assertThat(placement.copies()).isEmpty();
        assertThat(placement.settled()).isTrue();
    }

    @Test
    void aMemberWithMoreThreadsGetsMoreTasks() {
        Member one = new Member(new ProcessId(new UUID(0, 1)), 1, Set.of(), Map.of());
        Member three = new Member(new ProcessId(new UUID(0, 2)), 3, Set.of(), Map.of());

        assertThat(place(List.of(one, three)).active().values().stream().filter(three.id()::equals))
                .hasSize(9);
    }

    private static Placement place(List<Member> members) {
        return Placement.of(members, TASKS, STANDBYS, ACCEPTABLE_LAG);
    }

    private static Member fresh() {
        return new Member(new ProcessId(UUID.randomUUID()), 1, Set.of(), Map.of());
    }

    private static void checkWhole(List<Member> members, Placement placement) {
        Set<ProcessId> ids = members.stream().map(Member::id).collect(Collectors.toSet());
        assertThat(placement.active().keySet()).isEqualTo(TASKS.keySet());
        assertThat(ids).containsAll(placement.active().values());
        placement.copies().forEach((task, kept) -> {
            assertThat(ids).containsAll(kept);
            assertThat(kept)
                    .doesNotContain(placement.active().get(task))
                    .hasSizeGreaterThanOrEqualTo(Math.min(STANDBYS, members.size() - 1));
        });
    }

    private static void checkMoves(List<Member> members, Placement placement) {
        for (Member member : members) {
            for (TaskId task : member.active()) {
                ProcessId now = placement.active().get(task);
                if (!now.equals(member.id())) {
                    assertThat(members.stream()
                                    .filter(other -> other.id().equals(now))
                                    .map(other -> other.copies().get(task)))
                            .allSatisfy(lag -> assertThat(lag).isNotNull().isLessThanOrEqualTo(ACCEPTABLE_LAG));
                }
            }
        }
    }

    /** The members after a placement; their copies lack some records. */
    private static List<Member> next(List<Member> members, Placement placement, long lag) {
        return members.stream()
                .map(member -> {
                    Map<TaskId, Long> copies = new HashMap<>();
                    placement.copies().forEach((task, kept) -> {
                        if (kept.contains(member.id())) {
                            copies.put(task, lag);
                        }
                    });
                    Set<TaskId> active = placement.active().entrySet().stream()
                            .filter(entry -> entry.getValue().equals(member.id()))
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
                    return new Member(member.id(), member.threads(), active, copies);
                })
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
