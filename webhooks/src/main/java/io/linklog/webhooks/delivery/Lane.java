package io.linklog.webhooks.delivery;

import io.linklog.webhooks.call.OutgoingEvent;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** One partition's events on their way to a hook. Not thread-safe: its {@link Lanes} alone change it. */
final class Lane {

    private final TopicPartition partition;
    /** The first is the one that is being delivered. */
    private final ArrayDeque<OutgoingEvent> waiting = new ArrayDeque<>();
    /** Behind all that was taken from the log. */
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

    /** The event that is being delivered; there is one. */
    OutgoingEvent first() {
        return waiting.element();
    }

    int waiting() {
        return waiting.size();
    }

    /** The offset before which nothing is left to do. */
    long done() {
        return waiting.isEmpty() ? end : waiting.element().record().offset();
    }

    /** Calls for the first event that failed. */
    int attempts() {
        return attempts;
    }

    /** Whether a call or the writing of a dead letter is under way. */
    boolean isBusy() {
        return busy;
    }

    /** Whether nothing more is begun in it. */
    boolean isEnding() {
        return ending;
    }

    /** @param newEnd behind all events, and what was left out */
    void add(List<OutgoingEvent> events, long newEnd) {
        waiting.addAll(events);
        end = newEnd;
    }

    void busy(boolean is) {
        busy = is;
    }

    void failed() {
        attempts++;
    }

    void forgetFailures() {
        attempts = 0;
    }

    /** The first event is dealt with. */
    void next() {
        waiting.remove();
        attempts = 0;
    }

    void end() {
        ending = true;
    }
}
