package io.linklog.command.request;

import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.TakedownOrder;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LinkRules.Mistake;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns bodies into checked requests. A request that breaks a rule never reaches the log. Thread-safe. */
public final class LinkRequests {

    private final LinkRules rules;
    private final LinkJson json = new LinkJson();

    public LinkRequests(LinkRules rules) {
        this.rules = rules;
    }

    /**
     * Reads a create.
     *
     * @throws ProblemException naming every mistake
     */
    public LinkRequest create(byte[] bytes, int from, int length, @Nullable String idempotencyKey, SpanContext trace) {
        LinkBody body = json.read(bytes, from, length, LinkJson.Use.CREATE);
        return create(body, idempotencyKey, trace);
    }

    /**
     * Reads a create from a line of a batch. The line's own idempotency key replaces the derived one.
     *
     * @throws ProblemException naming every mistake
     */
    public LinkRequest batchLine(byte[] bytes, int from, int length, @Nullable String derivedKey, SpanContext trace) {
        LinkBody body = json.read(bytes, from, length, LinkJson.Use.BATCH_LINE);
        String own = body.text(LinkMember.IDEMPOTENCY_KEY);
        return create(body, own != null ? own : derivedKey, trace);
    }

    private LinkRequest create(LinkBody body, @Nullable String idempotencyKey, SpanContext trace) {
        Object command = body.toCreate();
        String domain = body.text(LinkMember.DOMAIN);
        check(body, domain, command, idempotencyKey);
        String fingerprint = idempotencyKey == null ? null : RequestFingerprint.ofCreate(body);
        return new LinkRequest(command, domain, idempotencyKey, fingerprint, trace);
    }

    /**
     * Reads an edit.
     *
     * @throws ProblemException naming every mistake
     */
    public LinkRequest edit(
            LinkName name,
            @Nullable Long expectedVersion,
            byte[] bytes,
            @Nullable String idempotencyKey,
            SpanContext trace) {
        LinkBody body = json.read(bytes, 0, bytes.length, LinkJson.Use.EDIT);
        Object command = body.toEdit(name.code(), expectedVersion);
        check(body, name.domain(), command, idempotencyKey);
        String fingerprint =
                idempotencyKey == null ? null : RequestFingerprint.ofEdit(name.text(), expectedVersion, body);
        return new LinkRequest(command, name.domain(), idempotencyKey, fingerprint, trace);
    }

    /**
     * Reads a takedown.
     *
     * @throws ProblemException naming every mistake
     */
    public LinkRequest takedown(LinkName name, byte[] bytes, @Nullable String idempotencyKey, SpanContext trace) {
        TakedownOrder order = TakedownBody.read(bytes);
        Object command = new DeleteLink(name.code(), null, order, false);
        List<FieldError> errors = mistakes(name.domain(), command, idempotencyKey).stream()
                .map(mistake -> new FieldError("/" + mistake.field(), mistake.problem()))
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(FieldError.problem(errors));
        }
        String operation = "POST takedown " + order.getStatus() + " " + order.getReason();
        String fingerprint = idempotencyKey == null ? null : RequestFingerprint.ofCode(operation, name.text(), null);
        return new LinkRequest(command, name.domain(), idempotencyKey, fingerprint, trace);
    }

    private List<Mistake> mistakes(@Nullable String domain, Object command, @Nullable String idempotencyKey) {
        // the id does not exist yet, and the tenant is the key's: neither can be the mistake
        return rules.mistakes(new LinkCommand(
                "id", ApiKey.DEFAULT_TENANT, idempotencyKey, null, 0, 0, command, List.of(), null, domain));
    }

    private void check(LinkBody body, @Nullable String domain, Object command, @Nullable String idempotencyKey) {
        for (Mistake mistake : mistakes(domain, command, idempotencyKey)) {
            body.mistakeByRule(mistake.field(), mistake.problem());
        }
        if (!body.errors().isEmpty()) {
            throw new ProblemException(FieldError.problem(body.errors()));
        }
    }
}
