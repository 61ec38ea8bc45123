package io.linklog.webhooks.delivery;

import io.linklog.webhooks.call.CallResult;
import io.linklog.webhooks.call.Caller;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.call.TracedCaller;
import io.linklog.webhooks.call.Verdict;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.letters.LetterWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the {@link Lanes} of one hook decide: makes calls, waits, writes dead letters, counts.
 *
 * <p>Thread-safe. Its monitor guards the lanes and the hook. The deliverer's thread adds events; calls, pauses and dead
 * letters end on threads of the caller. Only {@link #settle} blocks.
 */
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration LETTER_PAUSE = Duration.ofSeconds(1);

    private final Caller caller;
    private final TracedCaller calls;
    private final LetterWriter letters;
    private final DeliveryBackoff backoff;
    private final DeliveryTally tally;
    private final LongSupplier nanoTime;
    private final Consumer<String> gone;

    // guarded by this
    private Hook hook;
    private final Lanes lanes;
    private @Nullable ScheduledFuture<?> probe;

    /**
     * @param lanes not shared
     * @param caller provides the threads and the timer
     * @param gone takes, on another thread, the answer of an endpoint that wants no more events
     */
    Dispatcher(
            Hook hook,
            Lanes lanes,
            Caller caller,
            TracedCaller calls,
            LetterWriter letters,
            DeliveryBackoff backoff,
            DeliveryTally tally,
            LongSupplier nanoTime,
            Consumer<String> gone) {
        this.hook = hook;
        this.lanes = lanes;
        this.caller = caller;
        this.calls = calls;
        this.letters = letters;
        this.backoff = backoff;
        this.tally = tally;
        this.nanoTime = nanoTime;
        this.gone = gone;
    }

    /** Replaces the hook by a newer version. Forgets all failures of the endpoint. */
    synchronized void follow(Hook next) {
        hook = next;
        lanes.restart();
        tally.resume();
        dispatch();
    }

    /** Starts a partition at an offset; drops its events if it was open. */
    synchronized void open(TopicPartition partition, long begin) {
        lanes.open(partition, begin);
    }

    /**
     * Adds events of a partition that is open.
     *
     * @param end the offset after the records that were read, unwanted ones included
     */
    synchronized void add(TopicPartition partition, List<OutgoingEvent> events, long end) {
        if (lanes.add(partition, events, end)) {
            dispatch();
        }
    }

    /** The number of events that wait in a partition. */
    synchronized int queueLength(TopicPartition partition) {
        return lanes.queueLength(partition);
    }

    /** For each partition, the offset before which all events are delivered or dead letters. */
    synchronized Map<TopicPartition, Long> finishedOffsets() {
        return lanes.finishedOffsets();
    }

    /**
     * Starts no further call in these partitions and waits for those in flight. Otherwise the next owner of a partition
     * could send an event while an earlier one is in flight.
     */
    synchronized void settle(Collection<TopicPartition> partitions, Duration longest) throws InterruptedException {
        long end = nanoTime.getAsLong() + longest.toNanos();
        List<Lane> settling = lanes.end(partitions);
        while (settling.stream().anyMatch(Lane::isBusy)) {
            long left = (end - nanoTime.getAsLong()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** Drops partitions; results of their calls in flight are ignored. */
    synchronized void drop(Collection<TopicPartition> partitions) {
        lanes.drop(partitions);
    }

    /** Starts no further call. */
    synchronized void stop() {
        lanes.stop();
        if (probe != null) {
            probe.cancel(false);
        }
    }

    // all methods below need the monitor

    private void dispatch() {
        for (Optional<Lanes.Call> call = next(); call.isPresent(); call = next()) {
            send(call.get());
        }
        if (lanes.awaitsProbe()) {
            if (probe != null) {
                probe.cancel(false);
            }
            probe = schedule(lanes.untilProbe(nanoTime.getAsLong()), this::dispatch);
        }
    }

    private Optional<Lanes.Call> next() {
        return lanes.next(nanoTime.getAsLong());
    }

    private void send(Lanes.Call call) {
        try {
            // always on another thread, because this one is dispatching
            calls.send(hook, call.event()).thenAcceptAsync(result -> handle(call, result), caller.threads());
        } catch (RejectedExecutionException e) {
            lanes.withdraw(call); // the caller is closed
        }
    }

    private synchronized void handle(Lanes.Call call, CallResult result) {
        count(call.event(), result);
        long now = nanoTime.getAsLong();
        Lanes.Next next = lanes.handle(call, result, now);
        switch (next) {
            case DELIVERED -> {}
            case RESUMED -> {
                LOG.info("The endpoint of webhook {} accepts events again", hook.id());
                tally.resume();
            }
            case PAUSE ->
                schedule(backoff.pauseAfter(call.lane().attempts(), result.retryAfter()), () -> {
                    lanes.resume(call.lane());
                    dispatch();
                });
            case DEAD_LETTER -> writeLetter(call.lane(), call.event(), result.why());
            case SUSPENDED -> {
                LOG.warn("Webhook {} is suspended because its endpoint fails: {}", hook.id(), result.why());
                tally.suspend(lanes.untilProbe(now));
            }
            case STILL_SUSPENDED -> tally.suspend(lanes.untilProbe(now));
            case GONE -> gone.accept(result.why());
        }
        notifyAll();
        dispatch();
    }

    private void count(OutgoingEvent event, CallResult result) {
        if (result.verdict() == Verdict.DELIVERED) {
            tally.countDelivery(result.nanos());
        } else {
            String what = event.id() + " (" + event.type() + "): ";
            tally.countFailure(result.verdict(), result.nanos(), what + result.why());
        }
    }

    private void writeLetter(Lane lane, OutgoingEvent event, String why) {
        LOG.warn(
                "Webhook {}: event {} is not delivered after {} calls and goes to the dead letters: {}",
                hook.id(),
                event.id(),
                lane.attempts(),
                why);
        try {
            letters.write(hook, event, lane.attempts(), why)
                    .whenCompleteAsync((written, error) -> handleLetter(lane, event, why, error), caller.threads());
        } catch (RejectedExecutionException e) {
            lanes.failLetter(lane); // the caller is closed; the next owner of the partition sends the event again
        }
    }

    private synchronized void handleLetter(Lane lane, OutgoingEvent event, String why, @Nullable Throwable error) {
        if (error == null) {
            lanes.completeLetter(lane);
            tally.countDeadLetter();
        } else {
            LOG.warn(
                    "Dead letter {} of webhook {} could not be written and is tried again: {}",
                    event.id(),
                    hook.id(),
                    error.toString());
            lanes.failLetter(lane);
            schedule(LETTER_PAUSE, () -> {
                if (lanes.retryLetter(lane)) {
                    writeLetter(lane, event, why);
                } else {
                    dispatch();
                }
            });
        }
        notifyAll();
        dispatch();
    }

    private @Nullable ScheduledFuture<?> schedule(Duration pause, Runnable step) {
        try {
            return caller.schedule(pause, () -> {
                synchronized (this) {
                    step.run();
                }
            });
        } catch (RejectedExecutionException e) {
            return null; // the caller is closed
        }
    }
}
