package io.linklog.command.request;

import io.linklog.kit.access.Caller;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.passwords.PasswordThreads;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.TakedownOrder;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LinkRules.Mistake;
import io.linklog.schemas.rules.PasswordRules;
import io.opentelemetry.api.trace.SpanContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns bodies into checked requests. A request that breaks a rule never reaches the log. Never blocks. Thread-safe.
 *
 * <p>A request with a password completes on the executor when the password is hashed. It fails with a
 * {@link ProblemException}: 429 if the caller has its share of the places for hashes, 503 if all are taken. Every other
 * request is complete at once.
 */
public final class LinkRequests {

    private final LinkRules rules;
    private final boolean fetchesTitles;
    private final InstantSource clock;
    private final Executor executor;
    private final LinkJson json = new LinkJson();
    private final PasswordHashing passwords;

    /**
     * @param executor goes on with the requests whose passwords the threads have hashed
     * @param fetchesTitles whether a create may ask for the title of its target
     */
    public LinkRequests(
            LinkRules rules, PasswordThreads threads, Executor executor, boolean fetchesTitles, InstantSource clock) {
        this.rules = rules;
        this.passwords = new PasswordHashing(threads, executor);
        this.fetchesTitles = fetchesTitles;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * Reads a create.
     *
     * @throws ProblemException naming every mistake
     */
    public CompletableFuture<LinkRequest> create(
            byte[] bytes, Caller caller, @Nullable String idempotencyKey, SpanContext trace) {
        LinkBody body = json.read(bytes, 0, bytes.length, LinkJson.Use.CREATE);
        return create(body, caller, idempotencyKey, trace);
    }

    /**
     * Reads a create from a line of a batch. The line's own idempotency key replaces the derived one.
     *
     * @throws ProblemException naming every mistake
     */
    public CompletableFuture<LinkRequest> batchLine(
            byte[] bytes, int from, int length, Caller caller, @Nullable String derivedKey, SpanContext trace) {
        LinkBody body = json.read(bytes, from, length, LinkJson.Use.BATCH_LINE);
        String own = body.text(LinkMember.IDEMPOTENCY_KEY);
        return create(body, caller, own != null ? own : derivedKey, trace);
    }

    private CompletableFuture<LinkRequest> create(
            LinkBody body, Caller caller, @Nullable String idempotencyKey, SpanContext trace) {
        CreateLink command = body.toCreate();
        if (command.getCustomSlug() != null) {
            command.setCustomSlug(rules.slugs().stored(command.getCustomSlug()));
        }
        String domain = body.text(LinkMember.DOMAIN);
        if (!fetchesTitles && body.isSet(LinkMember.FETCH_TITLE)) {
            body.mistake(
                    LinkMember.FETCH_TITLE,
                    "must not be true: this service calls no targets (its operator has LINKLOG_LINK_CHECK=off)");
        }
        check(body, mistakes(domain, command, idempotencyKey, target -> false));
        return hashPassword(body, caller, idempotencyKey).thenApply(hash -> {
            command.getAttributes().setPasswordHash(hash);
            String fingerprint = idempotencyKey == null ? null : RequestFingerprint.ofCreate(body);
            boolean fetchTitle = body.isSet(LinkMember.FETCH_TITLE);
            return new LinkRequest(command, domain, idempotencyKey, fingerprint, trace, fetchTitle);
        });
    }

    /**
     * Reads an edit. Completes on the executor where the targets of the link are asked for.
     *
     * @param present the targets that the link has; asked for if a target has a mistake, because a rule that came later
     *     locks no link
     * @throws ProblemException naming every mistake; the future fails with it where the targets are asked for
     */
    public CompletableFuture<LinkRequest> edit(
            LinkName name,
            @Nullable Long expectedVersion,
            byte[] bytes,
            Caller caller,
            @Nullable String idempotencyKey,
            SpanContext trace,
            Supplier<CompletableFuture<Set<String>>> present) {
        LinkBody body = json.read(bytes, 0, bytes.length, LinkJson.Use.EDIT);
        EditLink command = body.toEdit(name.code(), expectedVersion);
        List<Mistake> mistakes = mistakes(name.domain(), command, idempotencyKey, target -> false);
        if (mistakes.isEmpty() || !areOfTargets(mistakes, name, command, idempotencyKey)) {
            check(body, mistakes);
            return edit(name, expectedVersion, body, command, caller, idempotencyKey, trace);
        }
        return present.get()
                .thenComposeAsync(
                        targets -> {
                            check(body, mistakes(name.domain(), command, idempotencyKey, targets::contains));
                            return edit(name, expectedVersion, body, command, caller, idempotencyKey, trace);
                        },
                        executor);
    }

    /** Whether some mistakes are of targets, which the link may have already. */
    private boolean areOfTargets(
            List<Mistake> mistakes, LinkName name, EditLink command, @Nullable String idempotencyKey) {
        return mistakes(name.domain(), command, idempotencyKey, target -> true).size() < mistakes.size();
    }

    private CompletableFuture<LinkRequest> edit(
            LinkName name,
            @Nullable Long expectedVersion,
            LinkBody body,
            EditLink command,
            Caller caller,
            @Nullable String idempotencyKey,
            SpanContext trace) {
        return hashPassword(body, caller, idempotencyKey).thenApply(hash -> {
            command.getSet().setPasswordHash(hash);
            String fingerprint =
                    idempotencyKey == null ? null : RequestFingerprint.ofEdit(name.text(), expectedVersion, body);
            return new LinkRequest(command, name.domain(), idempotencyKey, fingerprint, trace, false);
        });
    }

    /**
     * Reads a takedown.
     *
     * @throws ProblemException naming every mistake
     */
    public LinkRequest takedown(LinkName name, byte[] bytes, @Nullable String idempotencyKey, SpanContext trace) {
        TakedownOrder order = TakedownBody.read(bytes);
        Object command = new DeleteLink(name.code(), null, order, false);
        List<FieldError> errors = mistakes(name.domain(), command, idempotencyKey, target -> false).stream()
                .map(mistake -> new FieldError("/" + mistake.field(), mistake.problem()))
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(FieldError.problem(errors));
        }
        String operation = "POST takedown " + order.getStatus() + " " + order.getReason();
        String fingerprint = idempotencyKey == null ? null : RequestFingerprint.ofCode(operation, name.text(), null);
        return new LinkRequest(command, name.domain(), idempotencyKey, fingerprint, trace, false);
    }

    private List<Mistake> mistakes(
            @Nullable String domain, Object command, @Nullable String idempotencyKey, Predicate<String> present) {
        // the id does not exist yet, and the tenant is the key's: neither can be the mistake
        return rules.mistakes(
                new LinkCommand(
                        "id", ApiKey.DEFAULT_TENANT, idempotencyKey, null, 0, 0, command, List.of(), null, domain),
                clock.instant(),
                present);
    }

    /** The body gets the hash in place of the password: nothing that is made of it later holds the password. */
    private CompletableFuture<@Nullable String> hashPassword(
            LinkBody body, Caller caller, @Nullable String idempotencyKey) {
        String password = body.text(LinkMember.PASSWORD);
        if (password == null) {
            return CompletableFuture.completedFuture(null);
        }
        return passwords.hash(password, caller, idempotencyKey).thenApply(hash -> {
            body.set(LinkMember.PASSWORD, hash);
            return hash;
        });
    }

    private static void check(LinkBody body, List<Mistake> mistakes) {
        for (Mistake mistake : mistakes) {
            body.mistakeByRule(mistake.field(), mistake.problem());
        }
        String password = body.text(LinkMember.PASSWORD);
        if (password != null) {
            PasswordRules.mistake(password).ifPresent(mistake -> body.mistake(LinkMember.PASSWORD, mistake));
        }
        if (!body.errors().isEmpty()) {
            throw new ProblemException(FieldError.problem(body.errors()));
        }
    }
}
