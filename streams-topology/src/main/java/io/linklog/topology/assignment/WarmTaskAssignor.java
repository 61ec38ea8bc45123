package io.linklog.topology.assignment;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.errors.TaskAssignmentException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ApplicationState;
import org.apache.kafka.streams.processor.assignment.AssignmentConfigs;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsAssignment;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsAssignment.AssignedTask;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsState;
import org.apache.kafka.streams.processor.assignment.ProcessId;
import org.apache.kafka.streams.processor.assignment.TaskAssignor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assigns the tasks by {@link Placement}. The assignor of Kafka Streams takes an instance for ready whose copy lacks
 * few records, also if the whole changelog has no more and the instance has no copy at all: it then opens stores for
 * seconds while nobody decides.
 *
 * <p>Kafka Streams creates it, and calls it in the thread of the group's leader.
 */
public final class WarmTaskAssignor implements TaskAssignor {

    private static final Logger LOG = LoggerFactory.getLogger(WarmTaskAssignor.class);

    /**
     * When to look again whether copies are ready. There is no hurry, since the tasks run elsewhere: an instance that
     * starts compiles its code and fills its stores meanwhile.
     */
    private static final Duration NEXT_LOOK = Duration.ofMinutes(1);

    @Override
    public TaskAssignment assign(ApplicationState application) {
        AssignmentConfigs configs = application.assignmentConfigs();
        Placement placement = Placement.of(
                members(application),
                application.allTasks().values().stream().collect(Collectors.toMap(t -> t.id(), t -> t.isStateful())),
                configs.numStandbyReplicas(),
                configs.acceptableRecoveryLag());
        return new TaskAssignment(
                assignments(application.kafkaStreamsStates(false).keySet(), placement));
    }

    private static Collection<Member> members(ApplicationState application) {
        try {
            return application.kafkaStreamsStates(true).values().stream()
                    .map(WarmTaskAssignor::member)
                    .toList();
        } catch (TaskAssignmentException e) {
            LOG.warn("The ends of the changelogs are unknown, so no task moves: {}", e.toString());
            return application.kafkaStreamsStates(false).values().stream()
                    .map(state -> new Member(
                            state.processId(), state.numProcessingThreads(), state.previousActiveTasks(), Map.of()))
                    .toList();
        }
    }

    private static Member member(KafkaStreamsState state) {
        Map<TaskId, Long> lags = state.statefulTasksToLagSums();
        Map<TaskId, Long> copies = new HashMap<>();
        // a task that it does not name has the lag of the whole changelog
        for (TaskId task : state.previousStandbyTasks()) {
            Long lag = lags.get(task);
            if (lag != null && lag >= 0) {
                copies.put(task, lag);
            }
        }
        return new Member(state.processId(), state.numProcessingThreads(), state.previousActiveTasks(), copies);
    }

    private static Collection<KafkaStreamsAssignment> assignments(Set<ProcessId> members, Placement placement) {
        Map<ProcessId, Set<AssignedTask>> tasks = new HashMap<>();
        placement.active().forEach((task, member) -> add(tasks, member, task, AssignedTask.Type.ACTIVE));
        placement
                .copies()
                .forEach((task, kept) -> kept.forEach(member -> add(tasks, member, task, AssignedTask.Type.STANDBY)));
        return members.stream()
                .map(member -> KafkaStreamsAssignment.of(member, tasks.getOrDefault(member, Set.of())))
                .map(one -> placement.settled()
                        ? one
                        : one.withFollowupRebalance(Instant.now().plus(NEXT_LOOK)))
                .toList();
    }

    private static void add(
            Map<ProcessId, Set<AssignedTask>> tasks, ProcessId member, TaskId task, AssignedTask.Type type) {
        tasks.computeIfAbsent(member, none -> new HashSet<>()).add(new AssignedTask(task, type));
    }
}
