package io.linklog.command.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.http.Preference;
import io.linklog.command.http.RequestBody;
import io.linklog.command.http.RequestHeaders;
import io.linklog.command.request.LinkRequests;
import io.linklog.command.submit.Submitter;
import io.linklog.kit.access.Caller;
import io.linklog.kit.access.LongAnswers;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.ratelimit.KeyLimits;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.mesh.async.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/links/batch}: many creates in one request, streamed both ways. Each batch has two threads of its
 * own, so the number of batches is bounded. The server's threads stay free. A watchdog disconnects batches that make no
 * progress.
 */
public final class BatchApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchApi.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final Submitter submitter;
    private final LinkRequests requests;
    private final ObjectWriter results;
    private final ClientPlaces places;
    private final Duration patience;
    private final LongAnswers longAnswers;
    private final KeyLimits limits;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("batch"));
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("batch-watch"));

    /**
     * @param most maximum number of batches at once, of which one client gets a share
     * @param patience time after which a batch that sends no line and reads no result is disconnected
     * @param runtime ends the batches of a key that no longer works, and counts the lines of a key with a limit
     */
    public BatchApi(
            Submitter submitter,
            LinkRequests requests,
            ObjectMapper json,
            int most,
            Duration patience,
            ServiceRuntime runtime) {
        this.submitter = submitter;
        this.requests = requests;
        this.results = json.writerFor(BatchResult.class).without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
        this.places = runtime.places("batches", "batches (LINKLOG_BATCHES)", most);
        this.patience = patience;
        this.longAnswers = runtime.longAnswers();
        this.limits = runtime.limits().keys();
        long periodMs = Math.max(100, patience.toMillis() / 10);
        watch.scheduleWithFixedDelay(this::endIdle, periodMs, periodMs, TimeUnit.MILLISECONDS);
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/api/v1/links/batch", this::start);
    }

    /** The number of batches in progress. */
    public int running() {
        return running.size();
    }

    private void start(Context ctx) throws IOException {
        RequestBody.requireMediaType(ctx, RequestBody.NDJSON);
        String key = RequestHeaders.idempotencyKey(RequestHeaders.lines(ctx, "Idempotency-Key"));
        Preference preference = Preference.of(RequestHeaders.lines(ctx, "Prefer"), Preference.LONGEST_WAIT);
        Caller caller = Caller.of(ctx);
        ClientPlaces.Place place = places.take(caller.client());
        if (preference.applied() != null) {
            ctx.header("Preference-Applied", preference.applied());
        }
        ctx.status(200);
        ctx.contentType(RequestBody.NDJSON.get(0));
        ctx.header("Cache-Control", "no-store");
        BatchStream batch = new BatchStream(
                submitter,
                requests,
                results,
                caller,
                new LineTurns(limits, caller.key()),
                preference.patience(),
                key,
                HttpApi.trace(ctx));
        Running run = new Running(batch, ctx, place);
        running.add(run);
        LongAnswers.Running answer = longAnswers.add(caller, run::cutOff);
        ctx.future(() -> run.begin().whenComplete((done, error) -> answer.close()));
    }

    private void endIdle() {
        for (Running run : running) {
            if (run.batch.idle().compareTo(patience) > 0) {
                LOG.info("A batch sent no line and read no result for {}; it is disconnected", patience);
                try {
                    run.cutOff();
                } catch (RuntimeException e) {
                    LOG.error("A batch cannot be disconnected", e); // a throw would end the watch, silently
                }
            }
        }
    }

    /** Reads no more lines and waits up to five seconds for the answers to those it read. Idempotent. */
    @Override
    public void close() throws InterruptedException {
        running.forEach(run -> run.batch.stop());
        long end = System.nanoTime() + CLOSE_DEADLINE.toNanos();
        for (Running run : running) {
            run.awaitDone(end - System.nanoTime());
        }
        running.forEach(Running::cutOff);
        watch.shutdownNow();
        threads.shutdownNow();
    }

    /** Starts the two threads of one batch. */
    private final class Running {
        private final BatchStream batch;
        private final Context ctx;
        private final ClientPlaces.Place place;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile boolean writing;
        private volatile Future<?> reader = CompletableFuture.completedFuture(null);
        private volatile Future<?> writer = CompletableFuture.completedFuture(null);

        Running(BatchStream batch, Context ctx, ClientPlaces.Place place) {
            this.batch = batch;
            this.ctx = ctx;
            this.place = place;
        }

        CompletableFuture<Void> begin() {
            try {
                InputStream in = ctx.req().getInputStream();
                OutputStream out = ctx.res().getOutputStream();
                reader = threads.submit(() -> read(in));
                writer = threads.submit(() -> write(out));
            } catch (IOException | RuntimeException e) {
                end(e);
            }
            return done;
        }

        private void read(InputStream in) {
            try {
                batch.read(in);
            } catch (InterruptedException e) {
                // the writer has ended, or the batch was disconnected
            } catch (RuntimeException | Error e) {
                LOG.error("Reading a batch failed", e);
                cutOff();
            }
        }

        private void write(OutputStream out) {
            writing = true;
            Throwable failure = null;
            try {
                batch.write(out);
                out.flush();
            } catch (IOException | InterruptedException e) {
                LOG.debug("The caller of a batch has disconnected", e);
                failure = e;
            } catch (RuntimeException | Error e) {
                LOG.error("Answering a batch failed", e);
                failure = e;
            }
            if (failure != null) {
                cutOff();
            }
            end(null);
        }

        private void end(@Nullable Throwable failure) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            running.remove(this);
            place.close();
            reader.cancel(true);
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        }

        void awaitDone(long nanos) {
            try {
                done.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            } catch (Exception e) {
                LOG.debug("A batch did not end in time", e);
            }
        }

        /** Closes the connection. The caller sees that the answer is incomplete, and no thread waits for the caller. */
        void cutOff() {
            HttpApi.closeConnection(ctx);
            reader.cancel(true);
            writer.cancel(true);
            if (!writing) {
                end(null); // the task never starts, so it cannot end by itself
            }
        }
    }
}
