package io.linklog.command.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.linklog.command.answer.CommandAnswer;
import io.linklog.command.http.RequestHeaders;
import io.linklog.command.request.LinkRequest;
import io.linklog.command.request.LinkRequests;
import io.linklog.command.submit.Submitter;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch in progress. One thread reads lines and submits them. Another writes results in the order of the lines. A
 * bounded queue is between them: if the caller reads no results, the reader stops too.
 */
final class BatchStream {

    /** Maximum number of lines whose results are not written yet. */
    static final int MOST_IN_FLIGHT = 1_000;

    /** Maximum number of traced lines of a sampled batch. It bounds the size of one trace. */
    static final int MOST_FOLLOWED = 10;

    private static final Logger LOG = LoggerFactory.getLogger(BatchStream.class);
    private static final Pending END = new Pending(0, new CompletableFuture<>());

    private final Submitter submitter;
    private final LinkRequests requests;
    private final ObjectWriter results;
    private final Caller caller;
    private final LineTurns turns;
    private final Duration wait;
    private final @Nullable String idempotencyKey;
    private final SpanContext trace;
    private final BlockingQueue<Pending> inFlight = new ArrayBlockingQueue<>(MOST_IN_FLIGHT);
    private volatile long progress = System.nanoTime();
    private volatile boolean stopping;

    private record Pending(int line, CompletableFuture<CommandAnswer> answer) {}

    /**
     * @param results writes {@link BatchResult}s
     * @param caller who sends the lines
     * @param turns let a line pass when the limit of the key allows
     * @param wait maximum wait for the outcome of each line
     * @param idempotencyKey key from which each line's key is derived; null for none
     * @param trace the trace of the request
     */
    BatchStream(
            Submitter submitter,
            LinkRequests requests,
            ObjectWriter results,
            Caller caller,
            LineTurns turns,
            Duration wait,
            @Nullable String idempotencyKey,
            SpanContext trace) {
        this.submitter = submitter;
        this.requests = requests;
        this.results = results;
        this.caller = caller;
        this.turns = turns;
        this.wait = wait;
        this.idempotencyKey = idempotencyKey;
        this.trace = trace;
    }

    /** Submits the lines of a body until it ends. If it ends too early, a last result says why. */
    void read(InputStream body) throws InterruptedException {
        BatchLines lines = new BatchLines(body, HttpApi.MAX_BODY_BYTES);
        try {
            while (lines.next()) {
                progress = System.nanoTime();
                Problem refusal = turns.await(() -> stopping, () -> progress = System.nanoTime());
                if (stopping) {
                    putProblem(lines.number(), stoppedProblem());
                    break;
                }
                if (refusal == null) {
                    inFlight.put(new Pending(lines.number(), submit(lines)));
                } else {
                    putProblem(lines.number(), refusal);
                }
            }
        } catch (IOException e) {
            putProblem(lines.number() + 1, cutShort());
        }
        inFlight.put(END);
    }

    /**
     * Waits for the hash of the line's password, so a batch takes one place for hashes, and its lines stay in order.
     */
    private CompletableFuture<CommandAnswer> submit(BatchLines lines) throws InterruptedException {
        try {
            if (lines.isTooLong()) {
                throw new ProblemException(HttpApi.bodyTooLarge());
            }
            LinkRequest request = requests.batchLine(
                            lines.bytes(),
                            lines.from(),
                            lines.length(),
                            caller,
                            derivedKey(lines.number()),
                            trace(lines.number()))
                    .get();
            return submitter.submit(request, caller, wait).answer();
        } catch (ProblemException e) {
            return refused(e.problem());
        } catch (ExecutionException e) {
            return e.getCause() instanceof ProblemException refusal
                    ? refused(refusal.problem())
                    : failed(lines.number(), e);
        } catch (RuntimeException e) {
            return failed(lines.number(), e);
        }
    }

    /** One line must not end the batch: the lines after it are others. */
    private static CompletableFuture<CommandAnswer> failed(int line, Throwable error) {
        LOG.error("Line {} of a batch failed", line, error);
        return refused(HttpApi.internal());
    }

    private static CompletableFuture<CommandAnswer> refused(Problem problem) {
        return CompletableFuture.completedFuture(CommandAnswer.refusal(null, problem));
    }

    private void putProblem(int line, Problem problem) throws InterruptedException {
        inFlight.put(new Pending(line, refused(problem)));
    }

    /** Writes results until the last one. Flushes before each wait. */
    void write(OutputStream out) throws IOException, InterruptedException {
        try (JsonGenerator generator = results.getFactory().createGenerator(out)) {
            generator.setRootValueSeparator(null); // each result writes its own line end
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            while (true) {
                Pending next = inFlight.poll();
                if (next == null) {
                    generator.flush();
                    next = inFlight.take();
                }
                if (next == END) {
                    return;
                }
                if (!next.answer.isDone()) {
                    generator.flush();
                }
                results.writeValue(generator, BatchResult.of(next.line, answer(next)));
                generator.writeRaw('\n');
                progress = System.nanoTime();
            }
        }
    }

    private static CommandAnswer answer(Pending pending) throws InterruptedException {
        try {
            return pending.answer.get(); // completes within the wait and the producer's delivery timeout
        } catch (ExecutionException e) {
            throw new IllegalStateException("Answers never fail", e);
        }
    }

    /** Stops reading lines. */
    void stop() {
        stopping = true;
    }

    /** The time since the last line was read or the last result was written. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - progress);
    }

    private SpanContext trace(int line) {
        return line <= MOST_FOLLOWED || !trace.isSampled()
                ? trace
                : SpanContext.create(
                        trace.getTraceId(), trace.getSpanId(), TraceFlags.getDefault(), trace.getTraceState());
    }

    /** The idempotency key of a line, by its number. */
    private @Nullable String derivedKey(int line) {
        if (idempotencyKey == null) {
            return null;
        }
        return RequestHeaders.derivedKey(idempotencyKey, Integer.toString(line));
    }

    private static Problem stoppedProblem() {
        return Problem.unavailable(
                "The service is stopping: this line and the lines after it were not read; send them again");
    }

    private static Problem cutShort() {
        return Problem.of(
                408,
                "batch-cut-short",
                "The batch is incomplete",
                "The body ended early or stalled: this line and the lines after it were not read;"
                        + " send them again");
    }
}
