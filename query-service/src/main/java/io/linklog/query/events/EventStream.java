package io.linklog.query.events;

import io.javalin.http.Context;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.TraceLog;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.query.events.EventStreamMetrics.End;
import io.linklog.query.lookup.UnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of events: a thread that reads the log and writes to the caller, at the caller's pace. What is new and
 * what a resumed stream has missed come by the same way, so that nothing can be lost or doubled where one turns into
 * the other.
 *
 * <p>While Kafka, or what a tag is looked up by, is away it stays open with its heartbeats and goes on later. It ends
 * when its caller goes, when it is told to, and with a fault; the caller then resumes by the last id.
 */
public final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private static final Duration POLL = Duration.ofMillis(500);

    /** What all streams of an instance share. */
    public record Parts(
            EventMessages messages, EventStreamSettings settings, EventStreamMetrics metrics, Health health) {}

    private final Context ctx;
    private final String name;
    private final EventFilter filter;
    private final Supplier<StreamedLog> open;
    private final long retryMillis;
    private final Parts parts;
    private final Consumer<EventStream> whenEnded;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable StreamedLog log;
    private volatile @Nullable EventOutput out;
    private volatile boolean ending;
    private volatile boolean stalled;
    private volatile long lag;

    // confined to the thread
    private final Deque<ConsumerRecord<byte[], byte[]>> pending = new ArrayDeque<>();
    private String lastId = "";

    /**
     * @param open opens the log where the stream begins; waits
     * @param retryMillis after which a caller should connect again
     * @param whenEnded is run once, at the end
     */
    EventStream(
            Context ctx,
            String name,
            EventFilter filter,
            Supplier<StreamedLog> open,
            long retryMillis,
            Parts parts,
            Consumer<EventStream> whenEnded) {
        this.ctx = ctx;
        this.name = name;
        this.filter = filter;
        this.open = open;
        this.retryMillis = retryMillis;
        this.parts = parts;
        this.whenEnded = whenEnded;
        this.thread = DaemonThreads.thread(name, this::run);
    }

    /** Begins to answer; completes when the answer is at its end. */
    CompletableFuture<Void> begin() {
        thread.start();
        return done;
    }

    private void run() {
        try (StreamedLog opened = open.get()) {
            log = opened;
            begun();
            parts.metrics.ended(follow(opened));
        } catch (ProblemException e) {
            HttpApi.answer(ctx, e.problem());
        } catch (UnavailableException e) {
            HttpApi.answer(ctx, Problem.unavailable(e.getMessage()));
        } catch (IOException e) {
            LOG.debug("The caller of {} has gone", name, e);
            parts.metrics.ended(stalled ? End.STALLED : ending ? End.DRAINED : End.CALLER);
        } catch (InterruptedException | RuntimeException e) {
            TraceLog.run(HttpApi.trace(ctx), () -> LOG.error("{} failed; its caller can resume", name, e));
            parts.metrics.ended(End.FAILED);
            cutOff();
        } catch (Error e) {
            LOG.error("{} died; this process needs a restart", name, e);
            parts.metrics.ended(End.FAILED);
            parts.health.died(name, e.toString());
            cutOff();
            throw e;
        } finally {
            log = null;
            whenEnded.accept(this);
            done.complete(null);
        }
    }

    private void begun() throws IOException {
        ctx.status(200);
        ctx.contentType("text/event-stream");
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Accel-Buffering", "no"); // what nginx and its like know
        ctx.header("Connection", "close"); // a connection that has served a stream serves nothing else
        HttpApi.begun(ctx);
        out = new EventOutput(ctx.res().getOutputStream());
    }

    private End follow(StreamedLog from) throws IOException, InterruptedException {
        EventOutput to = Objects.requireNonNull(out);
        to.retry(retryMillis);
        tellGaps(from, to);
        tellId(from, to); // who is cut off before the first event resumes here
        to.flush();
        while (!ending) {
            if (pending.isEmpty()) {
                pending.addAll(from.poll(POLL));
                lag = from.lag();
                tellGaps(from, to);
            }
            if (!tellPending(from, to)) {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
            beat(from, to);
            to.flush();
        }
        tellId(from, to);
        to.flush();
        return End.DRAINED;
    }

    private void tellGaps(StreamedLog from, EventOutput to) throws IOException {
        List<StreamedLog.Gap> gaps = from.takeGaps();
        if (!gaps.isEmpty()) {
            tell(parts.messages.gap(gaps), from, to);
            parts.metrics.gap();
        }
    }

    /** @return false when something that is needed for the next event is away; it is then still to be told */
    private boolean tellPending(StreamedLog from, EventOutput to) throws IOException, InterruptedException {
        while (!pending.isEmpty() && !ending) {
            ConsumerRecord<byte[], byte[]> record = pending.getFirst();
            Optional<EventMessages.Message> message;
            try {
                message = parts.messages.of(record, filter);
            } catch (UnreadableRecordException e) {
                // the projector puts it into the dead-letter topic, and says so in its log
                LOG.debug("Passing over {}-{} offset {}", record.topic(), record.partition(), record.offset(), e);
                parts.metrics.unreadable();
                message = Optional.empty();
            } catch (UnavailableException e) {
                LOG.debug("{} waits: {}", name, e.getMessage());
                return false;
            }
            pending.removeFirst();
            from.told(record);
            if (message.isPresent()) {
                tell(message.get(), from, to);
                parts.metrics.told();
            } else {
                beat(from, to);
            }
        }
        return true;
    }

    private void tell(EventMessages.Message message, StreamedLog from, EventOutput to) throws IOException {
        lastId = from.position().text();
        to.event(message.type(), lastId, message.data());
    }

    private void tellId(StreamedLog from, EventOutput to) throws IOException {
        lastId = from.position().text();
        to.id(lastId);
    }

    /** Breaks a silence: with the id, where the log was read on without an event, so that nobody resumes far behind. */
    private void beat(StreamedLog from, EventOutput to) throws IOException {
        if (to.silence().compareTo(parts.settings.heartbeat()) < 0) {
            return;
        }
        if (from.position().text().equals(lastId)) {
            to.comment();
        } else {
            tellId(from, to);
        }
        to.flush();
    }

    /** Records that it has not read yet. */
    long lag() {
        return lag;
    }

    /** Ends it behind what was told; returns at once. */
    void end() {
        ending = true;
        StreamedLog open = log;
        if (open != null) {
            open.wakeUp();
        }
    }

    /** Waits until it has ended; whether it has. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        thread.join(Math.max(1, patience.toMillis()));
        return !thread.isAlive();
    }

    /** Ends it when its caller has taken nothing for too long. */
    void endIfStalled() {
        EventOutput to = out;
        if (to != null && to.stalledFor().compareTo(parts.settings.patience()) > 0) {
            LOG.info("The caller of {} took nothing for {}; it is cut off", name, parts.settings.patience());
            stalled = true;
            cutOff();
        }
    }

    /** Ends the connection, so that nothing waits for the caller, who sees that the answer is not whole. */
    void cutOff() {
        HttpApi.cutOff(ctx);
    }
}
