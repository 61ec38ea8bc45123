package io.linklog.cli.importing;

import io.linklog.cli.importing.formats.LinkSource;
import io.linklog.cli.importing.formats.SourceLine;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.ServiceHttp;
import io.linklog.schemas.urls.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the link of each line as a visitor does, and compares where it leads with the file. It asks by HEAD, which
 * counts among the bots and takes no place of a limited link. At most so many requests are on the way at a time, each
 * with a deadline; one that fails is repeated.
 */
final class Verification {

    private static final int AT_A_TIME = 16;
    private static final int ATTEMPTS = 4;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final HttpClient http = ServiceHttp.client();
    private final URI edge;
    private final Instant now;
    private final ImportReport report;
    private final Semaphore free = new Semaphore(AT_A_TIME);

    /** Gives the code of a line's link; null when it has none. */
    @FunctionalInterface
    interface CodeOf {
        @Nullable
        String of(SourceLine line) throws IOException;
    }

    /**
     * @param edge where visitors come in
     * @param now decides which links are open
     */
    Verification(URI edge, Instant now, ImportReport report) {
        this.edge = edge;
        this.now = now;
        this.report = report;
    }

    /**
     * Follows the links of a file and returns when each has its result.
     *
     * @param codes is asked for each line in order
     */
    void follow(LinkSource source, CodeOf codes) throws IOException, InterruptedException {
        for (SourceLine line = source.next(); line != null; line = source.next()) {
            if (line.link() == null) {
                continue;
            }
            String code = codes.of(line);
            if (code == null) {
                report.add(line, new LineResult(LineResult.Kind.skipped, null, null, "has no link"));
                continue;
            }
            free.acquire();
            SourceLine followed = line;
            ask(line, code, 1).whenComplete((result, error) -> {
                try {
                    report.add(followed, error == null ? result : differs(code, "cannot be followed: " + error));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    free.release();
                }
            });
        }
        long longest = DEADLINE.plus(PAUSE.multipliedBy(ATTEMPTS)).toMillis() * ATTEMPTS;
        if (!free.tryAcquire(AT_A_TIME, longest, TimeUnit.MILLISECONDS)) {
            throw new Failure(2, "Some links could not be followed within " + longest / 1_000 + " s.", null);
        }
    }

    private CompletableFuture<LineResult> ask(SourceLine line, String code, int attempt) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        edge.resolve(edge.getPath() + "/" + ServiceHttp.encode(code)))
                .timeout(DEADLINE)
                .header("User-Agent", "linklog-import")
                .method("HEAD", HttpRequest.BodyPublishers.noBody());
        String domain = line.request().path("domain").asText("");
        if (!domain.isEmpty()) {
            request.header("Host", domain);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .handle((answer, error) -> {
                    LineResult result =
                            error == null ? compare(line, code, answer) : differs(code, "cannot be followed: " + error);
                    if (result.result() == LineResult.Kind.verified || attempt == ATTEMPTS) {
                        return CompletableFuture.completedFuture(result);
                    }
                    // an instance that starts, or one that has not seen a deletion yet
                    return CompletableFuture.supplyAsync(
                                    () -> ask(line, code, attempt + 1),
                                    CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
                            .thenCompose(next -> next);
                })
                .thenCompose(next -> next);
    }

    private LineResult compare(SourceLine line, String code, HttpResponse<Void> answer) {
        int status = answer.statusCode();
        String location = answer.headers().firstValue("Location").orElse("");
        boolean redirects = status >= 300 && status < 400;
        boolean isClosed = line.deleted() || !isOpen(line);
        if (isClosed || line.password() != null) {
            boolean right = isClosed ? status == 404 || status == 410 : !redirects && status < 404;
            return right ? verified(code) : differs(code, "is not open in the file, but is answered " + status);
        }
        if (!redirects) {
            return differs(code, "is answered " + status + " instead of a redirect");
        }
        String target = line.request().path("longUrl").asText();
        boolean right = location.equals(Location.of(target))
                || line.request()
                        .path("redirectRules")
                        .valueStream()
                        .anyMatch(rule ->
                                location.equals(Location.of(rule.path("longUrl").asText())));
        return right ? verified(code) : differs(code, "leads to " + location);
    }

    private boolean isOpen(SourceLine line) {
        String since = line.request().path("validSince").textValue();
        String until = line.request().path("validUntil").textValue();
        return (since == null || !Instant.parse(since).isAfter(now))
                && (until == null || Instant.parse(until).isAfter(now));
    }

    private static LineResult verified(String code) {
        return new LineResult(LineResult.Kind.verified, code, null, null);
    }

    private static LineResult differs(String code, String reason) {
        return new LineResult(LineResult.Kind.differs, code, null, reason);
    }
}
