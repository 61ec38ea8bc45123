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
 * Does what the {@link Lanes} of one hook decide: sends, waits, writes dead letters, tells the tally.
 *
 * <p>Thread-safe: the lanes and the hook are touched under its monitor alone, by the deliverer's thread, which brings
 * events, and by the caller's threads, on which calls, pauses and dead letters end. Nothing in here waits but
 * {@link #settle}.
 */
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration BURY_AGAIN = Duration.ofSeconds(1);

    private final Caller caller;
    private final TracedCaller calls;
    private final LetterWriter letters;
    private final DeliveryBackoff backoff;
    private final DeliveryTally tally;
    private final LongSupplier nanoTime;
    private final Consumer<String> gone;

    // all under the monitor
    private Hook hook;
    private final Lanes lanes;
    private @Nullable ScheduledFuture<?> probe;

    /**
     * @param lanes nobody else's
     * @param caller whose threads and timer are used
     * @param gone is told, on another thread, what an endpoint said that wants no more
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

    /** From now on by this record: whatever was said of the endpoint before is forgotten. */
    synchronized void follow(Hook next) {
        hook = next;
        lanes.beginAnew();
        tally.resumed();
        dispatch();
    }

    /** A partition begins here, whatever was open of it before. */
    synchronized void open(TopicPartition partition, long begin) {
        lanes.open(partition, begin);
    }

    /**
     * What was read of a partition that is open.
     *
     * @param end behind all of it, and what was left out
     */
    synchronized void add(TopicPartition partition, List<OutgoingEvent> events, long end) {
        if (lanes.add(partition, events, end)) {
            dispatch();
        }
    }

    /** How many events wait in a partition. */
    synchronized int waiting(TopicPartition partition) {
        return lanes.waiting(partition);
    }

    /** For each partition: the offset before which nothing is left to do. */
    synchronized Map<TopicPartition, Long> done() {
        return lanes.done();
    }

    /**
     * Begins nothing more in these partitions and waits for what is under way in them, so that whoever goes on with
     * them sends no event beside an earlier one.
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

    /** These partitions are dropped; what is under way in them counts for nothing any more. */
    synchronized void drop(Collection<TopicPartition> partitions) {
        lanes.drop(partitions);
    }

    /** Begins nothing more at all. */
    synchronized void stop() {
        lanes.stop();
        if (probe != null) {
            probe.cancel(false);
        }
    }

    // under the monitor, from here on

    private void dispatch() {
        for (Optional<Lanes.Call> call = next(); call.isPresent(); call = next()) {
            send(call.get());
        }
        if (lanes.awaitsProbe()) {
            if (probe != null) {
                probe.cancel(false);
            }
            probe = later(lanes.untilProbe(nanoTime.getAsLong()), this::dispatch);
        }
    }

    private Optional<Lanes.Call> next() {
        return lanes.next(nanoTime.getAsLong());
    }

    private void send(Lanes.Call call) {
        try {
            // on another thread even where it has ended already: this one is not done with dispatching
            calls.send(hook, call.event()).thenAcceptAsync(result -> answered(call, result), caller.threads());
        } catch (RejectedExecutionException e) {
            lanes.notSent(call); // everything is being closed
        }
    }

    private synchronized void answered(Lanes.Call call, CallResult result) {
        count(call.event(), result);
        long now = nanoTime.getAsLong();
        Lanes.Next next = lanes.answered(call, result, now);
        switch (next) {
            case DELIVERED -> {}
            case RESUMED -> {
                LOG.info("Webhook {} is answered well again and goes on", hook.id());
                tally.resumed();
            }
            case PAUSE ->
                later(backoff.after(call.lane().attempts(), result.retryAfter()), () -> {
                    lanes.resume(call.lane());
                    dispatch();
                });
            case BURY -> bury(call.lane(), call.event(), result.why());
            case SUSPENDED -> {
                LOG.warn("Webhook {} is suspended, because its endpoint fails: {}", hook.id(), result.why());
                tally.suspended(lanes.untilProbe(now));
            }
            case STILL_SUSPENDED -> tally.suspended(lanes.untilProbe(now));
            case GONE -> gone.accept(result.why());
        }
        notifyAll();
        dispatch();
    }

    private void count(OutgoingEvent event, CallResult result) {
        if (result.verdict() == Verdict.DELIVERED) {
            tally.delivered(result.nanos());
        } else {
            String what = event.id() + " (" + event.type() + "): ";
            tally.failed(result.verdict(), result.nanos(), what + result.why());
        }
    }

    private void bury(Lane lane, OutgoingEvent event, String why) {
        LOG.warn(
                "Webhook {} could not be given {} after {} calls; it goes to the dead letters: {}",
                hook.id(),
                event.id(),
                lane.attempts(),
                why);
        try {
            letters.write(hook, event, lane.attempts(), why)
                    .whenCompleteAsync((written, error) -> buried(lane, event, why, error), caller.threads());
        } catch (RejectedExecutionException e) {
            lanes.unburied(lane); // everything is being closed; whoever goes on meets it again
        }
    }

    private synchronized void buried(Lane lane, OutgoingEvent event, String why, @Nullable Throwable error) {
        if (error == null) {
            lanes.buried(lane);
            tally.dead();
        } else {
            LOG.warn("Dead letter {} of webhook {} could not be written: {}", event.id(), hook.id(), error.toString());
            lanes.unburied(lane);
            later(BURY_AGAIN, () -> {
                if (lanes.buryAgain(lane)) {
                    bury(lane, event, why);
                } else {
                    dispatch();
                }
            });
        }
        notifyAll();
        dispatch();
    }

    private @Nullable ScheduledFuture<?> later(Duration pause, Runnable step) {
        try {
            return caller.after(pause, () -> {
                synchronized (this) {
                    step.run();
                }
            });
        } catch (RejectedExecutionException e) {
            return null; // everything is being closed
        }
    }
}
