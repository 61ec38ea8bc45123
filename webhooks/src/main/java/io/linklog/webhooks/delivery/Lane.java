package io.linklog.webhooks.delivery;

import io.linklog.webhooks.call.OutgoingEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/** The events of one partition that wait for delivery to a hook. Not thread-safe: only its {@link Lanes} change it. */
final class Lane {

    private final TopicPartition partition;
    /** The first one is being delivered. */
    private final ArrayDeque<OutgoingEvent> waiting = new ArrayDeque<>();
    /** The offset after the last record that was read. */
    private long end;

    private int attempts;
    private boolean busy;
    private boolean ending;

    Lane(TopicPartition partition, long begin) {
        this.partition = partition;
        this.end = begin;
    }

    TopicPartition partition() {
        return partition;
    }

    /** The event that is being delivered. The lane must not be empty. */
    OutgoingEvent first() {
        return waiting.element();
    }

    /** The number of events that wait. */
    int size() {
        return waiting.size();
    }

    /** The offset before which all events are delivered or dead letters. */
    long finishedOffset() {
        return waiting.isEmpty() ? end : waiting.element().record().offset();
    }

    /** The number of failed calls for the first event. */
    int attempts() {
        return attempts;
    }

    /** Whether a call is in flight or a dead letter is being written. */
    boolean isBusy() {
        return busy;
    }

    /** Whether no further call is to be started. */
    boolean isEnding() {
        return ending;
    }

    /** @param newEnd the offset after the records that were read, unwanted ones included */
    void add(List<OutgoingEvent> events, long newEnd) {
        waiting.addAll(events);
        end = newEnd;
    }

    void setBusy(boolean is) {
        busy = is;
    }

    /** Counts a failed call for the first event. */
    void countFailure() {
        attempts++;
    }

    void forgetFailures() {
        attempts = 0;
    }

    /** Removes the first event: it is delivered or a dead letter. */
    void removeFirst() {
        waiting.remove();
        attempts = 0;
    }

    /** Removes events from the first one on as long as they match. */
    void removeFirstWhile(Predicate<OutgoingEvent> condition) {
        while (!waiting.isEmpty() && condition.test(waiting.element())) {
            removeFirst();
        }
    }

    /** Starts no further call. */
    void end() {
        ending = true;
    }
}
