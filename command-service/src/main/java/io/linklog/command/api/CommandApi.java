package io.linklog.command.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.answer.CommandAnswer;
import io.linklog.command.answer.Refusals;
import io.linklog.command.http.NamedLink;
import io.linklog.command.http.Preference;
import io.linklog.command.http.RequestBody;
import io.linklog.command.http.RequestHeaders;
import io.linklog.command.reads.LinkReader;
import io.linklog.command.request.LinkRequest;
import io.linklog.command.request.LinkRequests;
import io.linklog.command.request.RequestFingerprint;
import io.linklog.command.submit.SlugLookup;
import io.linklog.command.submit.Submissions.Submitted;
import io.linklog.command.submit.Submitter;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.http.Deadline;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.encoding.PathSegment;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.view.LinkView;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The write calls of the API. Each makes one command. A handler checks the request and writes the command on the
 * server's thread, and never blocks it. The executor sends the answer when the outcome arrives. It also writes a
 * command whose password is hashed first, and a create whose slug is looked up first.
 */
public final class CommandApi {

    /** Header of each answer to a command: the command's id. A request that is refused without a command gets none. */
    static final String COMMAND_ID = "Linklog-Command-Id";

    /** Value of the header {@code Retry-After} of a pending command, in seconds. */
    static final String RETRY_AFTER = "1";

    private final Submitter submitter;
    private final SlugLookup slugLookup;
    private final LinkRequests requests;
    private final LinkReader reader;
    private final Duration defaultWait;

    public CommandApi(
            Submitter submitter,
            SlugLookup slugLookup,
            LinkRequests requests,
            LinkReader reader,
            Duration defaultWait) {
        this.submitter = submitter;
        this.slugLookup = slugLookup;
        this.requests = requests;
        this.reader = reader;
        this.defaultWait = defaultWait;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/api/v1/links", this::create);
        routes.patch("/api/v1/links/{code}", this::edit);
        routes.delete("/api/v1/links/{code}", this::delete);
        routes.post("/api/v1/links/{code}/restore", this::restore);
        routes.post("/api/v1/links/{code}/takedown", this::takeDown);
        routes.post("/api/v1/links/{code}/reinstate", this::reinstate);
        routes.post("/api/v1/links/{code}/purge", this::purge);
    }

    private void create(Context ctx) {
        String key = RequestHeaders.idempotencyKey(RequestHeaders.lines(ctx, "Idempotency-Key"));
        byte[] json = RequestBody.read(ctx, RequestBody.JSON);
        submit(ctx, () -> requests.create(json, Caller.of(ctx), key, HttpApi.trace(ctx)));
    }

    private void edit(Context ctx) {
        LinkName name = NamedLink.of(ctx);
        String key = RequestHeaders.idempotencyKey(RequestHeaders.lines(ctx, "Idempotency-Key"));
        Long expected = RequestHeaders.ifMatch(RequestHeaders.lines(ctx, "If-Match"));
        byte[] json = RequestBody.read(ctx, RequestBody.MERGE_PATCH);
        Caller caller = Caller.of(ctx);
        SpanContext trace = HttpApi.trace(ctx);
        submit(ctx, () -> requests.edit(name, expected, json, caller, key, trace, () -> targets(name, caller, trace)));
    }

    /** None where the link is not found or cannot be read: then the mistakes are the answer. */
    private CompletableFuture<Set<String>> targets(LinkName name, Caller caller, SpanContext trace) {
        return reader.read(name, caller, trace).handle((link, error) -> link == null ? Set.of() : link.targets());
    }

    private void delete(Context ctx) {
        LinkName name = NamedLink.of(ctx);
        Long expected = RequestHeaders.ifMatch(RequestHeaders.lines(ctx, "If-Match"));
        submitWithoutBody(ctx, "DELETE delete", name, expected, new DeleteLink(name.code(), expected, null, false));
    }

    private void restore(Context ctx) {
        LinkName name = NamedLink.of(ctx);
        Long expected = RequestHeaders.ifMatch(RequestHeaders.lines(ctx, "If-Match"));
        submitWithoutBody(ctx, "POST restore", name, expected, new RestoreLink(name.code(), expected, false));
    }

    private void takeDown(Context ctx) {
        LinkName name = NamedLink.of(ctx);
        String key = RequestHeaders.idempotencyKey(RequestHeaders.lines(ctx, "Idempotency-Key"));
        byte[] json = RequestBody.read(ctx, RequestBody.JSON);
        LinkRequest request = requests.takedown(name, json, key, HttpApi.trace(ctx));
        submit(ctx, () -> CompletableFuture.completedFuture(request));
    }

    private void reinstate(Context ctx) {
        LinkName name = NamedLink.of(ctx);
        submitWithoutBody(ctx, "POST reinstate", name, null, new RestoreLink(name.code(), null, true));
    }

    private void purge(Context ctx) {
        LinkName name = NamedLink.of(ctx);
        submitWithoutBody(ctx, "POST purge", name, null, new DeleteLink(name.code(), null, null, true));
    }

    private void submitWithoutBody(Context ctx, String operation, LinkName name, @Nullable Long expected, Object body) {
        String key = RequestHeaders.idempotencyKey(RequestHeaders.lines(ctx, "Idempotency-Key"));
        RequestBody.requireNone(ctx);
        String fingerprint = key == null ? null : RequestFingerprint.ofCode(operation, name.text(), expected);
        LinkRequest request = new LinkRequest(body, name.domain(), key, fingerprint, HttpApi.trace(ctx), false);
        submit(ctx, () -> CompletableFuture.completedFuture(request));
    }

    private void submit(Context ctx, Supplier<CompletableFuture<LinkRequest>> checked) {
        Preference preference = Preference.of(RequestHeaders.lines(ctx, "Prefer"), defaultWait);
        Duration patience = preference.patience();
        Optional<Deadline> callers = Deadline.fromHeader(ctx.header(Deadline.HEADER));
        requireTime(callers);
        Deadline deadline = callers.map(theirs -> theirs.atMost(patience)).orElseGet(() -> Deadline.after(patience));
        if (preference.applied() != null) {
            ctx.header("Preference-Applied", preference.applied());
        }
        Caller caller = Caller.of(ctx);
        // its password is being hashed; it names the mistakes of the request at once
        CompletableFuture<LinkRequest> request = checked.get();
        // in here, because the answer must not be written before the request is asynchronous
        ctx.future(() -> request.thenCompose(ready -> {
                    requireTime(callers);
                    return slugLookup
                            .findRefusal(ready, caller, deadline)
                            .thenCompose(refusal -> refusal != null
                                    ? CompletableFuture.completedFuture(refusal)
                                    : awaitDecision(
                                            ctx, ready, caller, patience.isZero() ? patience : remaining(deadline)));
                })
                .thenAccept(answer -> answer(ctx, answer)));
    }

    private static void requireTime(Optional<Deadline> callers) {
        if (callers.isPresent() && callers.get().hasPassed()) {
            throw new ProblemException(Refusals.deadlinePassed());
        }
    }

    private CompletableFuture<CommandAnswer> awaitDecision(
            Context ctx, LinkRequest request, Caller caller, Duration wait) {
        Submitted submitted = submitter.submit(request, caller, wait);
        if (!submitted.commandId().isEmpty()) {
            ctx.header(COMMAND_ID, submitted.commandId());
        }
        return submitted.answer();
    }

    /** Rounds a positive wait up to at least one, because zero means no wait. */
    private static Duration remaining(Deadline deadline) {
        return Duration.ofMillis(Math.max(1, deadline.millisLeft()));
    }

    private static void answer(Context ctx, CommandAnswer answer) {
        if (answer.problem() != null) {
            HttpApi.answer(ctx, answer.problem());
            return;
        }
        ctx.status(answer.status());
        ctx.header("Cache-Control", "no-store");
        LinkView link = answer.link();
        if (answer.isPending()) {
            ctx.header("Location", "/api/v1/commands/" + answer.commandId());
            ctx.header("Retry-After", RETRY_AFTER);
            ctx.json(CommandView.pending(String.valueOf(answer.commandId())));
        } else if (link != null) {
            if (answer.status() == 201) {
                ctx.header("Location", "/api/v1/links/" + PathSegment.encode(link.shortCode()) + query(link.domain()));
            }
            ctx.header("ETag", link.etag());
            ctx.json(link);
        }
    }

    private static String query(@Nullable String domain) {
        return domain == null ? "" : "?domain=" + domain;
    }
}
