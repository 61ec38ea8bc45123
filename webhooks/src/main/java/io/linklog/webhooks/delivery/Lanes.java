package io.linklog.webhooks.delivery;

import io.linklog.webhooks.call.CallResult;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.call.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides which event is sent to one hook, and when. There is a {@link Lane} for each partition. An event of a lane is
 * sent when the one before it is delivered or a dead letter; several lanes have a call in flight at once.
 *
 * <pre>
 *           next              DELIVERED
 *   READY --------> IN FLIGHT ---------> next event READY
 *     ^                |  |
 *     |  resume        |  | DEAD_LETTER               completeLetter
 *     +---- PAUSED &lt;---+  +--------------> WRITING -------------> next event READY
 *             PAUSE
 * </pre>
 *
 * <p>While the breaker is open, all lanes are READY, and they take turns as the probe.
 *
 * <p>It only decides: it makes no call, does not wait, and reads no clock. Not thread-safe: the monitor of its
 * {@link Dispatcher} guards it.
 */
final class Lanes {

    /**
     * The first event of a lane, which is to be sent now.
     *
     * @param asProbe whether it tests if a suspended endpoint is back
     */
    record Call(Lane lane, OutgoingEvent event, boolean asProbe) {}

    /** What the dispatcher must do after a call. */
    enum Next {
        /** Nothing: the event is delivered. */
        DELIVERED,
        /** Nothing: the event is delivered, the first one after a suspension. */
        RESUMED,
        /** Call {@link #resume} after a pause. */
        PAUSE,
        /** Write a dead letter, then call {@link #completeLetter} or {@link #failLetter}. */
        DEAD_LETTER,
        /** Nothing: the endpoint fails, and only gets probes from now on. */
        SUSPENDED,
        /** Nothing: the endpoint still fails. */
        STILL_SUSPENDED,
        /** Switch the hook off: the endpoint wants no more events. */
        GONE
    }

    private final DeliverySettings settings;
    private final Predicate<OutgoingEvent> erased;
    private final HookBreaker breaker;
    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    private int inFlight;
    private boolean stopped;

    /** @param erased whether an event that waits must not be sent any more */
    Lanes(DeliverySettings settings, Predicate<OutgoingEvent> erased) {
        this.settings = settings;
        this.erased = erased;
        this.breaker = new HookBreaker(settings);
    }

    /** Starts a partition at an offset; drops its events if it was open. */
    void open(TopicPartition partition, long begin) {
        drop(List.of(partition));
        lanes.put(partition, new Lane(partition, begin));
    }

    /**
     * Adds events of a partition; does nothing if it is not open.
     *
     * @param end the offset after the records that were read, unwanted ones included
     * @return whether the lane was empty and has an event to send now
     */
    boolean add(TopicPartition partition, List<OutgoingEvent> events, long end) {
        Lane lane = lanes.get(partition);
        if (lane == null) {
            return false;
        }
        boolean idle = lane.size() == 0;
        lane.add(events, end);
        return idle && lane.size() > 0 && ready.add(lane);
    }

    /** The number of events that wait in a partition. */
    int queueLength(TopicPartition partition) {
        Lane lane = lanes.get(partition);
        return lane == null ? 0 : lane.size();
    }

    /** For each partition, the offset before which all events are delivered or dead letters. */
    Map<TopicPartition, Long> finishedOffsets() {
        Map<TopicPartition, Long> done = new HashMap<>();
        lanes.values().forEach(lane -> done.put(lane.partition(), lane.finishedOffset()));
        return done;
    }

    /**
     * Starts no further call in these partitions.
     *
     * @return their lanes
     */
    List<Lane> end(Collection<TopicPartition> partitions) {
        List<Lane> ending =
                partitions.stream().map(lanes::get).filter(Objects::nonNull).toList();
        ending.forEach(Lane::end);
        return ending;
    }

    /** Drops partitions; results of their calls in flight are ignored. */
    void drop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.remove(partition);
            if (lane != null) {
                lane.end();
                ready.remove(lane);
            }
        }
    }

    /** Starts no further call. */
    void stop() {
        stopped = true;
        lanes.values().forEach(Lane::end);
    }

    /** Starts again after {@link #stop} or {@link Next#GONE}; forgets all failures of the endpoint. */
    void restart() {
        stopped = false;
        breaker.reset();
        forgetFailures();
    }

    /** The next event to send now, if any. It is in flight until {@link #handle} or {@link #withdraw} is called. */
    Optional<Call> next(long nanoTime) {
        while (!stopped && inFlight < settings.callsInFlight() && !ready.isEmpty()) {
            boolean asProbe = breaker.isOpen();
            if (asProbe && (inFlight > 0 || breaker.probeAt() - nanoTime > 0)) {
                return Optional.empty();
            }
            Lane lane = ready.remove();
            lane.removeFirstWhile(erased);
            if (!lane.isEnding() && lane.size() > 0) {
                lane.setBusy(true);
                inFlight++;
                return Optional.of(new Call(lane, lane.first(), asProbe));
            }
        }
        return Optional.empty();
    }

    /** Whether {@link #next} has an event as soon as the next probe is due. */
    boolean awaitsProbe() {
        return !stopped && inFlight == 0 && !ready.isEmpty() && breaker.isOpen();
    }

    /** The time until the next probe; not positive if it is due. Valid while the endpoint is suspended. */
    Duration untilProbe(long nanoTime) {
        return Duration.ofNanos(breaker.probeAt() - nanoTime);
    }

    /** Takes a call back that could not be started. */
    void withdraw(Call call) {
        inFlight--;
        call.lane.setBusy(false);
    }

    /** Records the result of a call. */
    Next handle(Call call, CallResult result, long nanoTime) {
        inFlight--;
        call.lane.setBusy(false);
        if (result.verdict() == Verdict.DELIVERED) {
            return handleDelivery(call.lane);
        }
        if (result.verdict() == Verdict.GONE) {
            stopped = true;
            ready.addFirst(call.lane);
            return Next.GONE;
        }
        return handleFailure(call, result, nanoTime);
    }

    private Next handleDelivery(Lane lane) {
        boolean wasOpen = breaker.recordSuccess();
        if (wasOpen) {
            // failures of an endpoint that was down say nothing about the events
            forgetFailures();
        }
        next(lane);
        return wasOpen ? Next.RESUMED : Next.DELIVERED;
    }

    private Next handleFailure(Call call, CallResult result, long nanoTime) {
        Lane lane = call.lane;
        lane.countFailure();
        boolean wasOpen = breaker.isOpen();
        breaker.recordFailure(nanoTime, call.asProbe);
        boolean usedUp = lane.attempts() >= settings.attempts() && !result.unreachable();
        if ((result.verdict() == Verdict.REFUSED || usedUp) && breaker.allowsDeadLetter(nanoTime)) {
            lane.setBusy(true);
            return Next.DEAD_LETTER;
        }
        if (breaker.isOpen()) {
            ready.add(lane);
            return wasOpen ? Next.STILL_SUSPENDED : Next.SUSPENDED;
        }
        return Next.PAUSE;
    }

    /** Ends the pause of a lane. */
    void resume(Lane lane) {
        ready.add(lane);
    }

    /** Ends the first event of a lane: it is a dead letter now. */
    void completeLetter(Lane lane) {
        lane.setBusy(false);
        breaker.recordDeadLetter();
        next(lane);
    }

    /** Records that a dead letter could not be written. Call {@link #retryLetter} after a pause. */
    void failLetter(Lane lane) {
        lane.setBusy(false);
    }

    /**
     * Decides about a dead letter that could not be written.
     *
     * @return whether to write it again; if not, and its failures were forgotten meanwhile, its event is sent again
     */
    boolean retryLetter(Lane lane) {
        boolean isForgotten = lane.attempts() == 0;
        if (isForgotten) {
            ready.add(lane);
        }
        lane.setBusy(!isForgotten && !lane.isEnding());
        return lane.isBusy();
    }

    private void next(Lane lane) {
        lane.removeFirst();
        if (lane.size() > 0 && !lane.isEnding()) {
            ready.add(lane);
        }
    }

    private void forgetFailures() {
        lanes.values().forEach(Lane::forgetFailures);
    }
}
