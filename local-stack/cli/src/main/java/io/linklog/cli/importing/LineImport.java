package io.linklog.cli.importing;

import io.linklog.cli.importing.formats.LinkSource;
import io.linklog.cli.importing.formats.SourceLine;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.Outcome;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes each line of a source to its result. Each thread reads a batch and sends it until each line has its answer; a
 * line that is not decided is sent again with the same key. Each thread holds one batch in memory: at most 1 MiB of
 * requests and one more line, and an answer of at most 16 MiB.
 *
 * @param edge reads links
 * @param advice what to do about a slug that the service cannot have
 * @param onTakenNew whether a line whose slug is taken gets a generated code
 * @param parallel batches at a time
 * @param batchLines lines of a batch
 * @param patience how long a batch may make no progress before the import fails
 * @param pauses milliseconds after so many failed attempts, like {@link #backoff}
 * @param waiting gets the reason of each wait, for people
 */
record LineImport(
        LineKeys keys,
        ImportJournal journal,
        ImportReport report,
        Services services,
        BatchCall call,
        LinkCalls links,
        URI edge,
        UnaryOperator<String> advice,
        boolean onTakenNew,
        int parallel,
        int batchLines,
        Duration patience,
        IntToLongFunction pauses,
        Consumer<String> waiting) {

    private static final int BATCH_BYTES = 1 << 20;

    /**
     * A line to send.
     *
     * @param request has its idempotency key and its end, and is not to be changed
     * @param stage what is asked: the link itself, whether its slug leads to its target, a generated code
     */
    private record Line(SourceLine source, String key, byte[] request, Stage stage) {}

    private enum Stage {
        LINK,
        SAME_TARGET,
        GENERATED_CODE
    }

    /**
     * The milliseconds to wait after a failed attempt: exponential from 100 ms to 5 s with full jitter, to spread
     * callers that failed together (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
     *
     * @param failures attempts that failed one after another before this one
     */
    static long backoff(int failures) {
        return 1 + ThreadLocalRandom.current().nextLong(Math.min(5_000, 100L << Math.min(failures, 20)));
    }

    /**
     * Sends the lines that the journal does not have; returns when each line has its result.
     *
     * @throws Failure when the import cannot go on; a later run with the same keys continues
     */
    void send(LinkSource source) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        CompletionService<Void> senders = new ExecutorCompletionService<>(threads);
        try {
            for (int i = 0; i < parallel; i++) {
                senders.submit(() -> {
                    for (List<Line> batch = read(source); !batch.isEmpty(); batch = read(source)) {
                        deliver(batch);
                    }
                    return null;
                });
            }
            for (int i = 0; i < parallel; i++) {
                senders.take().get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e.getCause() instanceof Failure cause
                    ? cause
                    : new Failure(2, "The import failed: " + e.getCause() + ".", e);
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    /**
     * Reads the next batch, and records the lines that need not be sent. Empty at the end of the source. One thread at
     * a time, because keys are made in the order of the lines.
     */
    private List<Line> read(LinkSource source) throws IOException {
        synchronized (source) {
            List<Line> batch = new ArrayList<>();
            int bytes = 0;
            while (batch.size() < batchLines && bytes < BATCH_BYTES) {
                SourceLine line = source.next();
                if (line == null) {
                    break;
                }
                if (line.link() == null) {
                    report.add(line, LineResult.unsent(line));
                    continue;
                }
                byte[] link = line.body();
                String key = keys.next(link);
                String code = journal.codeOf(key);
                if (code != null) {
                    report.add(line, new LineResult(LineResult.Kind.earlier, code, null, null));
                } else {
                    byte[] request = LineRequests.first(line, key, link);
                    bytes += request.length;
                    batch.add(new Line(line, key, request, Stage.LINK));
                }
            }
            return batch;
        }
    }

    private void deliver(List<Line> lines) throws IOException, InterruptedException {
        List<Line> open = lines;
        List<Backend> failed = List.of();
        int failures = 0;
        long lastProgress = System.nanoTime();
        while (true) {
            Backend service = services.choose(failed);
            BatchCall.Reply reply =
                    call.send(service, open.stream().map(Line::request).toList());
            List<Line> left = record(open, reply.results(), service);
            if (left.isEmpty()) {
                return;
            }
            boolean next = questions(left) > questions(open);
            if (left.size() < open.size() || next) {
                failures = 0;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > patience.toNanos()) {
                String sentence = "Given up after %d s without progress: %s. Run the same command again later: it "
                        + "continues here and makes no link twice.";
                throw new Failure(2, sentence.formatted(patience.toSeconds(), reply.reason()), null);
            }
            open = left;
            failed = reply.outcome() == Outcome.SUCCESS ? List.of() : List.of(service);
            if (next) {
                continue;
            }
            waiting.accept(reply.reason());
            Thread.sleep(reply.retryAfter().toMillis() + pauses.applyAsLong(failures++));
        }
    }

    /** How many questions beyond the first these lines have reached. */
    private static int questions(List<Line> lines) {
        return lines.stream().mapToInt(line -> line.stage.ordinal()).sum();
    }

    /**
     * Records results, in the journal first, because the report says that the line is done; returns the lines that need
     * another request.
     */
    private List<Line> record(List<Line> sent, Map<Integer, LineResult> results, Backend service)
            throws IOException, InterruptedException {
        List<Line> left = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            Line line = sent.get(i);
            LineResult result = results.get(i + 1);
            if (result != null && result.result() == LineResult.Kind.taken) {
                result = taken(line, result, left);
                if (result == null) {
                    continue;
                }
            } else if (result != null && result.shortCode() != null && line.source.deleted()) {
                result = delete(line, result, service);
            }
            if (result == null) {
                left.add(line);
                continue;
            }
            if (result.result() == LineResult.Kind.impossible) {
                String slug = line.source.request().path("customSlug").asText();
                result = LineResult.refused(result.reason() + "; " + advice.apply(slug));
            }
            if (result.shortCode() != null) {
                journal.add(line.key, line.source.number(), result.shortCode());
            }
            report.add(line.source, result);
        }
        return left;
    }

    /**
     * What follows where a slug is taken: the result; null after the next request, or the same once more, was added to
     * those that are left.
     */
    private @Nullable LineResult taken(Line line, LineResult refusal, List<Line> left)
            throws IOException, InterruptedException {
        SourceLine source = line.source;
        boolean mayBeDone = line.stage != Stage.GENERATED_CODE && !source.deleted() && source.password() == null;
        if (mayBeDone
                && line.stage == Stage.LINK
                && !source.request().path("findIfExists").asBoolean()) {
            left.add(new Line(source, line.key, LineRequests.sameTarget(source, line.key), Stage.SAME_TARGET));
            return null;
        }
        if (mayBeDone) {
            // findIfExists passes over links that have limits
            String slug = source.request().path("customSlug").asText();
            Boolean same = links.leadsTo(
                    edge,
                    slug,
                    source.request().path("domain").asText(""),
                    source.request().path("longUrl").asText());
            if (same == null) {
                left.add(line);
                return null;
            }
            if (same) {
                return new LineResult(LineResult.Kind.found, slug, null, null);
            }
        }
        if (onTakenNew && line.stage != Stage.GENERATED_CODE) {
            left.add(new Line(source, line.key, LineRequests.generatedCode(source, line.key), Stage.GENERATED_CODE));
            return null;
        }
        return LineResult.refused(refusal.reason() + " --on-taken new gives such a line a generated code.");
    }

    /** Deletes a link that was made for it; null when another attempt may help. */
    private @Nullable LineResult delete(Line line, LineResult made, Backend service) throws InterruptedException {
        String code = String.valueOf(made.shortCode());
        Integer refused = links.delete(
                Services.address(service),
                code,
                line.source.request().path("domain").asText(""));
        if (refused == null) {
            return null;
        }
        return refused == 0
                ? new LineResult(LineResult.Kind.deleted, code, made.shortUrl(), null)
                : LineResult.refused("was made, but its deletion is answered " + refused
                        + "; it redirects nobody, as its validUntil is past. Delete it with a key that may");
    }
}
