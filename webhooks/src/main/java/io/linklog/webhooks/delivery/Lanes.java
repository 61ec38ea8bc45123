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
import org.apache.kafka.common.TopicPartition;

/**
 * Decides what is sent to one hook and when: a {@link Lane} for each partition. In a lane one event follows the other:
 * the next is sent when the one before is delivered or among the dead letters. A few lanes are under way at once.
 *
 * <pre>
 *           next              DELIVERED
 *   READY --------> IN FLIGHT ---------> next event READY
 *     ^                |  |
 *     |  resume        |  | BURY                              buried
 *     +---- PAUSED &lt;---+  +------------------------> BURYING ---------> next event READY
 *             PAUSE
 * </pre>
 *
 * While the breaker is open all lanes are READY, and one of them after the other is the probe.
 *
 * <p>Does nothing itself: it neither calls nor waits nor reads a clock. Not thread-safe: all of it belongs to the
 * monitor of its {@link Dispatcher}.
 */
final class Lanes {

    /**
     * The first event of a lane, to be sent now.
     *
     * @param asProbe it is to show whether the endpoint is back
     */
    record Call(Lane lane, OutgoingEvent event, boolean asProbe) {}

    /** What is to be done about a call that has ended. */
    enum Next {
        /** Nothing: it was delivered. */
        DELIVERED,
        /** Nothing; and it is the first that was delivered after a suspension. */
        RESUMED,
        /** {@link #resume} after a pause. */
        PAUSE,
        /** Write a dead letter, and then say {@link #buried} or {@link #unburied}. */
        BURY,
        /** Nothing: the endpoint fails, and from now on is only probed. */
        SUSPENDED,
        /** Nothing: it is still only probed. */
        STILL_SUSPENDED,
        /** Let nobody send any more: the endpoint wants nothing. */
        GONE
    }

    private final DeliverySettings settings;
    private final HookBreaker breaker;
    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    private int inFlight;
    private boolean stopped;

    Lanes(DeliverySettings settings) {
        this.settings = settings;
        this.breaker = new HookBreaker(settings);
    }

    /** A partition begins here, whatever was open of it before. */
    void open(TopicPartition partition, long begin) {
        drop(List.of(partition));
        lanes.put(partition, new Lane(partition, begin));
    }

    /**
     * What was read of a partition; of no effect where it is not open.
     *
     * @param end behind all of it, and what was left out
     * @return whether there is something to send now that was not before
     */
    boolean add(TopicPartition partition, List<OutgoingEvent> events, long end) {
        Lane lane = lanes.get(partition);
        if (lane == null) {
            return false;
        }
        boolean idle = lane.waiting() == 0;
        lane.add(events, end);
        return idle && lane.waiting() > 0 && ready.add(lane);
    }

    /** How many events wait in a partition. */
    int waiting(TopicPartition partition) {
        Lane lane = lanes.get(partition);
        return lane == null ? 0 : lane.waiting();
    }

    /** For each partition: the offset before which nothing is left to do. */
    Map<TopicPartition, Long> done() {
        Map<TopicPartition, Long> done = new HashMap<>();
        lanes.values().forEach(lane -> done.put(lane.partition(), lane.done()));
        return done;
    }

    /** Begins nothing more in these partitions; these are their lanes. */
    List<Lane> end(Collection<TopicPartition> partitions) {
        List<Lane> ending =
                partitions.stream().map(lanes::get).filter(Objects::nonNull).toList();
        ending.forEach(Lane::end);
        return ending;
    }

    /** These partitions are dropped; what is under way in them counts for nothing any more. */
    void drop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.remove(partition);
            if (lane != null) {
                lane.end();
                ready.remove(lane);
            }
        }
    }

    /** Begins nothing more at all. */
    void stop() {
        stopped = true;
        lanes.values().forEach(Lane::end);
    }

    /** Forgets whatever was said of the endpoint before. */
    void beginAnew() {
        stopped = false;
        breaker.reset();
        forgetFailures();
    }

    /** The next event that may be sent now; it is under way then, until it is {@link #answered} or {@link #notSent}. */
    Optional<Call> next(long nanoTime) {
        while (!stopped && inFlight < settings.callsInFlight() && !ready.isEmpty()) {
            boolean asProbe = breaker.isOpen();
            if (asProbe && (inFlight > 0 || breaker.probeAt() - nanoTime > 0)) {
                return Optional.empty();
            }
            Lane lane = ready.remove();
            if (!lane.isEnding()) {
                lane.busy(true);
                inFlight++;
                return Optional.of(new Call(lane, lane.first(), asProbe));
            }
        }
        return Optional.empty();
    }

    /** Whether it is the time alone that {@link #next} waits for. */
    boolean awaitsProbe() {
        return !stopped && inFlight == 0 && !ready.isEmpty() && breaker.isOpen();
    }

    /** How long until the next probe, while the endpoint is suspended. */
    Duration untilProbe(long nanoTime) {
        return Duration.ofNanos(breaker.probeAt() - nanoTime);
    }

    void notSent(Call call) {
        inFlight--;
        call.lane.busy(false);
    }

    Next answered(Call call, CallResult result, long nanoTime) {
        inFlight--;
        call.lane.busy(false);
        if (result.verdict() == Verdict.DELIVERED) {
            return delivered(call.lane);
        }
        if (result.verdict() == Verdict.GONE) {
            stopped = true;
            ready.addFirst(call.lane);
            return Next.GONE;
        }
        return failed(call, result, nanoTime);
    }

    private Next delivered(Lane lane) {
        boolean wasOpen = breaker.delivered();
        if (wasOpen) {
            // what failed while the endpoint was away says nothing of the events
            forgetFailures();
        }
        next(lane);
        return wasOpen ? Next.RESUMED : Next.DELIVERED;
    }

    private Next failed(Call call, CallResult result, long nanoTime) {
        Lane lane = call.lane;
        lane.failed();
        boolean wasOpen = breaker.isOpen();
        breaker.failed(nanoTime, call.asProbe);
        boolean usedUp = lane.attempts() >= settings.attempts() && !result.unreachable();
        if ((result.verdict() == Verdict.REFUSED || usedUp) && breaker.mayBury(nanoTime)) {
            lane.busy(true);
            return Next.BURY;
        }
        if (breaker.isOpen()) {
            ready.add(lane);
            return wasOpen ? Next.STILL_SUSPENDED : Next.SUSPENDED;
        }
        return Next.PAUSE;
    }

    /** The pause of a lane is over. */
    void resume(Lane lane) {
        ready.add(lane);
    }

    /** The first event of a lane is among the dead letters. */
    void buried(Lane lane) {
        lane.busy(false);
        breaker.buried();
        next(lane);
    }

    /** It is not, for now: {@link #buryAgain} after a pause. */
    void unburied(Lane lane) {
        lane.busy(false);
    }

    /**
     * @return whether the dead letter is to be tried again; else its event is, where its failures are forgotten by now
     */
    boolean buryAgain(Lane lane) {
        boolean isForgotten = lane.attempts() == 0;
        if (isForgotten) {
            ready.add(lane);
        }
        lane.busy(!isForgotten && !lane.isEnding());
        return lane.isBusy();
    }

    private void next(Lane lane) {
        lane.next();
        if (lane.waiting() > 0 && !lane.isEnding()) {
            ready.add(lane);
        }
    }

    private void forgetFailures() {
        lanes.values().forEach(Lane::forgetFailures);
    }
}
