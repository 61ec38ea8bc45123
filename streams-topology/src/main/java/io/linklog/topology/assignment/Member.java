package io.linklog.topology.assignment;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ProcessId;

/**
 * An instance of the application, as it describes itself when it joins the group.
 *
 * @param threads its stream threads
 * @param active the tasks that it runs
 * @param copies of the stores of other tasks, with the number of records that each lacks
 */
record Member(ProcessId id, int threads, Set<TaskId> active, Map<TaskId, Long> copies) {

    /** Whether it can go on with a task at once. */
    boolean isReady(TaskId task, long acceptableLag) {
        return active.contains(task) || lack(task) <= acceptableLag;
    }

    /** The records that its copy of a task's stores lacks; the largest number without a copy. */
    long lack(TaskId task) {
        return copies.getOrDefault(task, Long.MAX_VALUE);
    }

    /** Whether it has stores of a task, however old. */
    boolean knows(TaskId task) {
        return active.contains(task) || copies.containsKey(task);
    }
}
