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
import io.linklog.schemas.wire.RegistryUnavailableException;
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
 * One event stream: a thread that reads the log and writes to the caller, at the caller's pace. New events and those
 * that a resumed stream has missed take the same path; therefore no event is lost or repeated between them.
 *
 * <p>While Kafka or the look-up of tags is away, the stream stays open, sends heartbeats, and continues later. It ends
 * when the caller disconnects, when {@link #end} is called, and on a fault; the caller then resumes with the last id.
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
     * @param open opens the log where the stream begins; may wait
     * @param retryMillis after which a disconnected caller should connect again
     * @param whenEnded is called once, at the end
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

    /** Starts the answer; completes when the answer has ended. */
    CompletableFuture<Void> begin() {
        thread.start();
        return done;
    }

    private void run() {
        try (StreamedLog opened = open.get()) {
            log = opened;
            beginAnswer();
            parts.metrics.countEnd(follow(opened));
        } catch (ProblemException e) {
            HttpApi.answer(ctx, e.problem());
        } catch (UnavailableException e) {
            HttpApi.answer(ctx, Problem.unavailable(e.detail()));
        } catch (IOException e) {
            LOG.debug("The caller of {} has disconnected", name, e);
            parts.metrics.countEnd(stalled ? End.STALLED : ending ? End.DRAINED : End.CALLER);
        } catch (InterruptedException | RuntimeException e) {
            TraceLog.run(HttpApi.trace(ctx), () -> LOG.error("{} failed; its caller can resume", name, e));
            parts.metrics.countEnd(End.FAILED);
            cutOff();
        } catch (Error e) {
            LOG.error("{} died; restart this process", name, e);
            parts.metrics.countEnd(End.FAILED);
            parts.health.reportDeath(name, e.toString());
            cutOff();
            throw e;
        } finally {
            log = null;
            whenEnded.accept(this);
            done.complete(null);
        }
    }

    private void beginAnswer() throws IOException {
        ctx.status(200);
        ctx.contentType("text/event-stream");
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Accel-Buffering", "no"); // turns off the response buffer of nginx and of other proxies
        ctx.header("Connection", "close"); // a connection is not reused after a stream
        HttpApi.markAnswerStarted(ctx);
        out = new EventOutput(ctx.res().getOutputStream());
    }

    private End follow(StreamedLog from) throws IOException, InterruptedException {
        EventOutput to = Objects.requireNonNull(out);
        to.retry(retryMillis);
        sendGaps(from, to);
        sendId(from, to); // a caller that is disconnected before the first event resumes here
        to.flush();
        while (!ending) {
            if (pending.isEmpty()) {
                pending.addAll(from.poll(POLL));
                lag = from.lag();
                sendGaps(from, to);
            }
            if (!sendPending(from, to)) {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
            sendHeartbeat(from, to);
            to.flush();
        }
        sendId(from, to);
        to.flush();
        return End.DRAINED;
    }

    private void sendGaps(StreamedLog from, EventOutput to) throws IOException {
        List<StreamedLog.Gap> gaps = from.takeGaps();
        if (!gaps.isEmpty()) {
            send(parts.messages.gap(gaps), from, to);
            parts.metrics.countGap();
        }
    }

    /** @return false when the next event cannot be decided yet; it stays pending */
    private boolean sendPending(StreamedLog from, EventOutput to) throws IOException, InterruptedException {
        while (!pending.isEmpty() && !ending) {
            ConsumerRecord<byte[], byte[]> record = pending.getFirst();
            Optional<EventMessages.Message> message;
            try {
                message = parts.messages.of(record, filter);
            } catch (UnreadableRecordException e) {
                // the projector writes it to the dead-letter topic and logs it
                LOG.debug(
                        "Skipping unreadable record {}-{} offset {}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e);
                parts.metrics.countUnreadable();
                message = Optional.empty();
            } catch (RegistryUnavailableException e) {
                LOG.debug("{} waits for the schema registry in one partition", name, e);
                from.await(record);
                pending.removeIf(later ->
                        later.partition() == record.partition() && later.topic().equals(record.topic()));
                continue;
            } catch (UnavailableException e) {
                LOG.debug("{} waits: {}", name, e.detail());
                return false;
            }
            pending.removeFirst();
            from.advance(record);
            if (message.isPresent()) {
                send(message.get(), from, to);
                parts.metrics.countMessage();
            } else {
                sendHeartbeat(from, to);
            }
        }
        return true;
    }

    private void send(EventMessages.Message message, StreamedLog from, EventOutput to) throws IOException {
        lastId = from.position().text();
        to.event(message.type(), lastId, message.data());
    }

    private void sendId(StreamedLog from, EventOutput to) throws IOException {
        lastId = from.position().text();
        to.id(lastId);
    }

    /** Sends a heartbeat after a silence: the id when the log was read further, else a comment. */
    private void sendHeartbeat(StreamedLog from, EventOutput to) throws IOException {
        if (to.silence().compareTo(parts.settings.heartbeat()) < 0) {
            return;
        }
        if (from.position().text().equals(lastId)) {
            to.comment();
        } else {
            sendId(from, to);
        }
        to.flush();
    }

    /** The number of records that the stream has not read yet. */
    long lag() {
        return lag;
    }

    /** Ends the stream after the messages that were sent; does not wait. */
    void end() {
        ending = true;
        StreamedLog open = log;
        if (open != null) {
            open.wakeUp();
        }
    }

    /** Ends the stream at once, because its caller may no longer read. */
    void refuse() {
        ending = true;
        cutOff();
        end();
    }

    /** Waits until the stream has ended; returns whether it has. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        thread.join(Math.max(1, patience.toMillis()));
        return !thread.isAlive();
    }

    /** Disconnects the caller when it has read nothing for too long. */
    void endIfStalled() {
        EventOutput to = out;
        if (to != null && to.stalledFor().compareTo(parts.settings.patience()) > 0) {
            LOG.info("The caller of {} read nothing for {}; disconnecting it", name, parts.settings.patience());
            stalled = true;
            cutOff();
        }
    }

    /** Closes the connection: no write waits any longer, and the caller sees an incomplete answer. */
    void cutOff() {
        HttpApi.closeConnection(ctx);
    }
}
