package io.linklog.projector.webhook;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.projector.DeadLetters;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.HttpAttributes;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on their way to one hook, a lane for each partition. In a lane one event follows the other: the next is sent when the
 * one before is delivered or among the dead letters. A few lanes are under way at once.
 *
 * <pre>
 *           sent              2xx
 *   READY --------> IN FLIGHT ------> next event READY
 *     ^                |  |
 *     |  pause is over |  | 4xx, or attempts used up           written
 *     +---- PAUSED &lt;---+  +------------------------> BURYING ---------> next event READY
 * </pre>
 *
 * While the breaker is open all lanes are READY, and one of them after the other is the probe. Thread-safe; nothing in here
 * waits but {@link #settle}.
 */
final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final Duration BURY_AGAIN = Duration.ofSeconds(1);

    private static final class Lane {
        final TopicPartition partition;
        /** The first is the one that is being delivered. */
        final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
        /** Behind all that was taken from the log. */
        long end;

        int attempts;
        /** A call or the writing of a dead letter is under way. */
        boolean busy;
        /** Nothing more is begun in it. */
        boolean ending;

        Lane(TopicPartition partition, long begin) {
            this.partition = partition;
            this.end = begin;
        }
    }

    /**
     * A call that was answered, or was not.
     *
     * @param unreachable no event is to blame for it, since none was sent
     */
    private record Call(Lane lane, Outgoing event, boolean asProbe, long nanos, boolean unreachable) {}

    private final Caller caller;
    private final DeadLetters deadLetters;
    private final WebhookSettings settings;
    private final Backoff backoff;
    private final Breaker breaker;
    private final Tally tally;
    private final KafkaSpans spans;
    private final LongSupplier nanoTime;
    private final Consumer<String> gone;

    // all under the monitor
    private Hook hook;
    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    private int inFlight;
    private boolean stopped;
    private @Nullable ScheduledFuture<?> probe;

    /** @param gone is told, on another thread, what an endpoint said that wants no more */
    Lanes(
            Hook hook,
            Caller caller,
            DeadLetters deadLetters,
            WebhookSettings settings,
            Backoff backoff,
            Tally tally,
            KafkaSpans spans,
            LongSupplier nanoTime,
            Consumer<String> gone) {
        this.hook = hook;
        this.caller = caller;
        this.deadLetters = deadLetters;
        this.settings = settings;
        this.backoff = backoff;
        this.breaker = new Breaker(settings);
        this.tally = tally;
        this.spans = spans;
        this.nanoTime = nanoTime;
        this.gone = gone;
    }

    /** From now on by this record: whatever was said of the endpoint before is forgotten. */
    synchronized void follow(Hook next) {
        hook = next;
        stopped = false;
        breaker.reset();
        tally.resumed();
        lanes.values().forEach(lane -> lane.attempts = 0);
        dispatch();
    }

    /** A partition begins here. */
    synchronized void open(TopicPartition partition, long begin) {
        lanes.put(partition, new Lane(partition, begin));
    }

    /**
     * What was read of a partition that is open.
     *
     * @param end behind all of it, and what was left out
     */
    synchronized void add(TopicPartition partition, List<Outgoing> events, long end) {
        Lane lane = lanes.get(partition);
        if (lane == null) {
            return;
        }
        boolean idle = lane.waiting.isEmpty();
        lane.waiting.addAll(events);
        lane.end = end;
        if (idle && !lane.waiting.isEmpty()) {
            ready.add(lane);
            dispatch();
        }
    }

    /** How many events wait in a partition. */
    synchronized int waiting(TopicPartition partition) {
        Lane lane = lanes.get(partition);
        return lane == null ? 0 : lane.waiting.size();
    }

    /** For each partition: the offset before which nothing is left to do. */
    synchronized Map<TopicPartition, Long> done() {
        Map<TopicPartition, Long> done = new HashMap<>();
        lanes.values()
                .forEach(lane -> done.put(
                        lane.partition,
                        lane.waiting.isEmpty()
                                ? lane.end
                                : lane.waiting.element().record().offset()));
        return done;
    }

    /**
     * Begins nothing more in these partitions and waits for what is under way in them, so that whoever goes on with them
     * sends no event beside an earlier one.
     */
    synchronized void settle(Collection<TopicPartition> partitions, Duration longest) throws InterruptedException {
        long end = nanoTime.getAsLong() + longest.toNanos();
        List<Lane> settling =
                partitions.stream().map(lanes::get).filter(Objects::nonNull).toList();
        settling.forEach(lane -> lane.ending = true);
        while (settling.stream().anyMatch(lane -> lane.busy)) {
            long left = (end - nanoTime.getAsLong()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** These partitions are dropped; what is under way in them counts for nothing any more. */
    synchronized void drop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.remove(partition);
            if (lane != null) {
                lane.ending = true;
                ready.remove(lane);
            }
        }
    }

    /** Begins nothing more at all. */
    synchronized void stop() {
        stopped = true;
        lanes.values().forEach(lane -> lane.ending = true);
        if (probe != null) {
            probe.cancel(false);
        }
    }

    // under the monitor, from here on

    private void dispatch() {
        while (!stopped && inFlight < settings.callsInFlight() && !ready.isEmpty()) {
            boolean asProbe = breaker.isOpen();
            if (asProbe && !mayProbe()) {
                return;
            }
            Lane lane = ready.remove();
            if (!lane.ending) {
                send(lane, lane.waiting.element(), asProbe);
            }
        }
    }

    private boolean mayProbe() {
        if (inFlight > 0) {
            return false;
        }
        long left = breaker.probeAt() - nanoTime.getAsLong();
        if (left <= 0) {
            return true;
        }
        if (probe != null) {
            probe.cancel(false);
        }
        probe = later(Duration.ofNanos(left), this::dispatch);
        return false;
    }

    private void send(Lane lane, Outgoing event, boolean asProbe) {
        lane.busy = true;
        inFlight++;
        long begin = nanoTime.getAsLong();
        Span span = spans.process(event.record());
        span.setAttribute("linklog.webhook", hook.id());
        try {
            caller.send(hook, event.id(), event.body(), span.getSpanContext())
                    .whenCompleteAsync(
                            (answer, error) -> {
                                end(span, answer, error);
                                long nanos = nanoTime.getAsLong() - begin;
                                boolean unreachable = error != null && isWithoutConnection(cause(error));
                                answered(new Call(lane, event, asProbe, nanos, unreachable), answer, error);
                            },
                            caller.threads());
        } catch (RejectedExecutionException e) {
            // everything is being closed
            lane.busy = false;
            inFlight--;
            span.end();
        }
    }

    private static void end(Span span, @Nullable Answer answer, @Nullable Throwable error) {
        if (answer != null) {
            span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) answer.status());
            if (Verdict.of(answer.status()) != Verdict.DELIVERED) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        KafkaSpans.end(span, error);
    }

    private synchronized void answered(Call call, @Nullable Answer answer, @Nullable Throwable error) {
        inFlight--;
        call.lane.busy = false;
        Verdict verdict = answer == null ? Verdict.AGAIN : Verdict.of(answer.status());
        if (verdict == Verdict.DELIVERED) {
            delivered(call);
        } else {
            String why = answer == null ? reason(error) : answer.summary();
            tally.failed(verdict, call.nanos, call.event.id() + " (" + call.event.type() + "): " + why);
            failed(call, verdict, why, answer);
        }
        notifyAll();
        dispatch();
    }

    private void delivered(Call call) {
        tally.delivered(call.nanos);
        if (breaker.delivered()) {
            LOG.info("Webhook {} is answered well again and goes on", hook.id());
            tally.resumed();
            // what failed while the endpoint was away says nothing of the events
            lanes.values().forEach(lane -> lane.attempts = 0);
        }
        next(call.lane);
    }

    private void failed(Call call, Verdict verdict, String why, @Nullable Answer answer) {
        Lane lane = call.lane;
        if (verdict == Verdict.GONE) {
            stopped = true;
            gone.accept(why);
            ready.addFirst(lane);
            return;
        }
        lane.attempts++;
        boolean wasOpen = breaker.isOpen();
        breaker.failed(nanoTime.getAsLong(), call.asProbe);
        boolean hopeless = verdict == Verdict.REFUSED || (lane.attempts >= settings.attempts() && !call.unreachable);
        if (hopeless && breaker.mayBury(nanoTime.getAsLong())) {
            bury(lane, call.event, why);
        } else if (breaker.isOpen()) {
            tally.suspended(Duration.ofNanos(breaker.probeAt() - nanoTime.getAsLong()));
            if (!wasOpen) {
                LOG.warn("Webhook {} is suspended, because its endpoint fails: {}", hook.id(), why);
            }
            ready.add(lane);
        } else {
            String asked = answer == null ? null : answer.retryAfter().orElse(null);
            later(backoff.after(lane.attempts, asked), () -> {
                ready.add(lane);
                dispatch();
            });
        }
    }

    private void bury(Lane lane, Outgoing event, String why) {
        lane.busy = true;
        LOG.warn(
                "Webhook {} could not be given {} after {} calls; it goes to the dead letters: {}",
                hook.id(),
                event.id(),
                lane.attempts,
                why);
        Map<String, String> headers =
                Map.of(Origin.HOOK, hook.id(), "linklog-attempts", Integer.toString(lane.attempts));
        try {
            // not here: it blocks where the brokers are away
            caller.threads().execute(() -> {
                try {
                    deadLetters
                            .send(event.record(), new Undelivered(why), headers)
                            .whenCompleteAsync((sent, error) -> buried(lane, event, why, error), caller.threads());
                } catch (RuntimeException e) {
                    buried(lane, event, why, e);
                }
            });
        } catch (RejectedExecutionException e) {
            lane.busy = false; // everything is being closed; whoever goes on meets it again
        }
    }

    private synchronized void buried(Lane lane, Outgoing event, String why, @Nullable Throwable error) {
        lane.busy = false;
        if (error == null) {
            breaker.buried();
            tally.dead();
            next(lane);
        } else {
            LOG.warn("Dead letter {} of webhook {} could not be written: {}", event.id(), hook.id(), error.toString());
            later(BURY_AGAIN, () -> {
                if (!lane.ending) {
                    bury(lane, event, why);
                }
            });
        }
        notifyAll();
        dispatch();
    }

    private void next(Lane lane) {
        lane.waiting.remove();
        lane.attempts = 0;
        if (!lane.waiting.isEmpty() && !lane.ending) {
            ready.add(lane);
        }
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

    private static String reason(@Nullable Throwable error) {
        if (error == null) {
            return "no answer";
        }
        Throwable cause = cause(error);
        String message = cause.getMessage();
        // the class alone says it where there is no message: ConnectException, for a port that nobody listens on
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    private static boolean isWithoutConnection(Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
