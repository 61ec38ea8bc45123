package io.linklog.topology.assignment;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ProcessId;

/**
 * Where the tasks of an application run, and where copies of their stores are kept.
 *
 * <p>A task stays where it runs. Where that is unbalanced, it moves, but only to a member that has an open copy of its
 * stores which lacks few records; until then that member gets a copy. A task whose member is gone goes to the member
 * that has the best copy. The same members and tasks always give the same placement.
 *
 * @param active the member of each task
 * @param copies the members that keep a copy of each task with stores
 * @param settled whether each task is where it shall stay
 */
record Placement(SortedMap<TaskId, ProcessId> active, SortedMap<TaskId, Set<ProcessId>> copies, boolean settled) {

    /**
     * @param tasks whether each has stores; one without is at home everywhere
     * @param standbys copies of each task, if there are as many other members
     * @param acceptableLag records that the copy of a member that takes over may lack
     */
    static Placement of(Collection<Member> members, Map<TaskId, Boolean> tasks, int standbys, long acceptableLag) {
        return new Search(members, tasks, standbys, acceptableLag).run();
    }

    private static final class Search {
        private final List<Member> members;
        private final SortedMap<TaskId, Boolean> tasks;
        private final int standbys;
        private final long acceptableLag;
        private final Map<Member, Integer> load = new HashMap<>();
        private final Map<Member, Integer> kept = new HashMap<>();
        private final int share;

        Search(Collection<Member> members, Map<TaskId, Boolean> tasks, int standbys, long acceptableLag) {
            this.members =
                    members.stream().sorted(Comparator.comparing(Member::id)).toList();
            this.tasks = new TreeMap<>(tasks);
            this.standbys = standbys;
            this.acceptableLag = acceptableLag;
            this.share = (int) Math.ceil(tasks.size() * standbys / (double) members.size());
        }

        Placement run() {
            SortedMap<TaskId, Member> now = owners();
            SortedMap<TaskId, Member> wanted = balanced(now);
            SortedMap<TaskId, ProcessId> active = new TreeMap<>();
            SortedMap<TaskId, Set<ProcessId>> copies = new TreeMap<>();
            boolean settled = true;
            for (TaskId task : tasks.keySet()) {
                Member target = Objects.requireNonNull(wanted.get(task), "each task has a member");
                boolean moves = isReady(target, task);
                Member runs = moves ? target : Objects.requireNonNull(now.get(task), "each task has a member");
                settled &= runs.equals(target);
                active.put(task, runs.id());
                if (hasStores(task)) {
                    copies.put(task, copies(task, runs, target));
                }
            }
            return new Placement(active, copies, settled);
        }

        private boolean hasStores(TaskId task) {
            return Boolean.TRUE.equals(tasks.get(task));
        }

        private boolean isReady(Member member, TaskId task) {
            return !hasStores(task) || member.isReady(task, acceptableLag);
        }

        /** Who runs each task, or takes it over from a member that is gone. */
        private SortedMap<TaskId, Member> owners() {
            SortedMap<TaskId, Member> owners = new TreeMap<>();
            for (TaskId task : tasks.keySet()) {
                members.stream()
                        .filter(member -> member.active().contains(task))
                        .findFirst()
                        .ifPresent(member -> put(owners, task, member));
            }
            for (TaskId task : tasks.keySet()) {
                if (!owners.containsKey(task)) {
                    put(owners, task, heir(task));
                }
            }
            return owners;
        }

        private void put(Map<TaskId, Member> owners, TaskId task, Member member) {
            owners.put(task, member);
            load.merge(member, 1, Integer::sum);
        }

        private Member heir(TaskId task) {
            return members.stream()
                    .min(Comparator.<Member>comparingLong(member -> missing(member, task))
                            .thenComparingDouble(member -> loadOf(member, 1)))
                    .orElseThrow();
        }

        /** The records that a member must read before it is ready; all ready ones are equal. */
        private long missing(Member member, TaskId task) {
            return isReady(member, task) ? 0 : member.lack(task);
        }

        /** The tasks of a member and some more, for each of its threads. */
        private double loadOf(Member member, int more) {
            return (load.getOrDefault(member, 0) + more) / (double) member.threads();
        }

        /** Moves tasks from the member with most of them to that with fewest, as long as that makes a difference. */
        private SortedMap<TaskId, Member> balanced(SortedMap<TaskId, Member> owners) {
            SortedMap<TaskId, Member> wanted = new TreeMap<>(owners);
            Optional<Map.Entry<TaskId, Member>> move = nextMove(wanted);
            while (move.isPresent()) {
                TaskId task = move.get().getKey();
                load.merge(Objects.requireNonNull(wanted.get(task), "a task that runs"), -1, Integer::sum);
                put(wanted, task, move.get().getValue());
                move = nextMove(wanted);
            }
            return wanted;
        }

        private Optional<Map.Entry<TaskId, Member>> nextMove(SortedMap<TaskId, Member> wanted) {
            Member most = members.stream()
                    .max(Comparator.comparingDouble(member -> loadOf(member, 0)))
                    .orElseThrow();
            Member fewest = members.stream()
                    .min(Comparator.comparingDouble(member -> loadOf(member, 1)))
                    .orElseThrow();
            if (loadOf(most, 0) <= loadOf(fewest, 1)) {
                return Optional.empty();
            }
            return wanted.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(most))
                    .map(Map.Entry::getKey)
                    .min(Comparator.comparingLong(task -> missing(fewest, task)))
                    .map(task -> Map.entry(task, fewest));
        }

        /** The member that the task shall move to, and the standbys: those that have a copy, up to their share. */
        private Set<ProcessId> copies(TaskId task, Member runs, Member target) {
            Set<Member> chosen = members.stream()
                    .filter(member -> !member.equals(runs) && !member.equals(target))
                    .sorted(Comparator.<Member, Boolean>comparing(
                                    member -> !member.knows(task) || kept.getOrDefault(member, 0) >= share)
                            .thenComparing(member -> kept.getOrDefault(member, 0)))
                    .limit(standbys)
                    .collect(Collectors.toSet());
            if (!target.equals(runs)) {
                chosen.add(target);
            }
            chosen.forEach(member -> kept.merge(member, 1, Integer::sum));
            return chosen.stream().map(Member::id).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
