package io.linklog.command;

import io.linklog.command.Submissions.Request;
import io.linklog.kit.http.ProblemException;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LinkRules.Mistake;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/** Makes commands of bodies; what breaks a rule never reaches the log. Thread-safe. */
final class LinkRequests {

    private final LinkRules rules;
    private final LinkJson json = new LinkJson();

    LinkRequests(LinkRules rules) {
        this.rules = rules;
    }

    /**
     * A request to create.
     *
     * @throws ProblemException naming every mistake
     */
    Request create(byte[] bytes, int from, int length, @Nullable String idempotencyKey, SpanContext trace) {
        LinkBody body = json.read(bytes, from, length, LinkJson.Use.CREATE);
        return create(body, idempotencyKey, trace);
    }

    /**
     * A request to create from a line of a batch, whose own idempotency key goes before the derived one.
     *
     * @throws ProblemException naming every mistake
     */
    Request batchLine(byte[] bytes, int from, int length, @Nullable String derivedKey, SpanContext trace) {
        LinkBody body = json.read(bytes, from, length, LinkJson.Use.BATCH_LINE);
        String own = body.text(Member.IDEMPOTENCY_KEY);
        return create(body, own != null ? own : derivedKey, trace);
    }

    private Request create(LinkBody body, @Nullable String idempotencyKey, SpanContext trace) {
        Object command = body.toCreate();
        check(body, command, idempotencyKey);
        String fingerprint = idempotencyKey == null ? null : Fingerprint.ofCreate(body);
        return new Request(command, idempotencyKey, fingerprint, trace);
    }

    /**
     * A request to edit.
     *
     * @throws ProblemException naming every mistake
     */
    Request edit(
            String code,
            @Nullable Long expectedVersion,
            byte[] bytes,
            @Nullable String idempotencyKey,
            SpanContext trace) {
        LinkBody body = json.read(bytes, 0, bytes.length, LinkJson.Use.EDIT);
        Object command = body.toEdit(code, expectedVersion);
        check(body, command, idempotencyKey);
        String fingerprint = idempotencyKey == null ? null : Fingerprint.ofEdit(code, expectedVersion, body);
        return new Request(command, idempotencyKey, fingerprint, trace);
    }

    private void check(LinkBody body, Object command, @Nullable String idempotencyKey) {
        // the id is not made yet and cannot be at fault
        LinkCommand judged = new LinkCommand("id", Submissions.TENANT, idempotencyKey, null, 0, 0, command);
        for (Mistake mistake : rules.mistakes(judged)) {
            body.mistakeByRule(mistake.field(), mistake.problem());
        }
        if (!body.errors().isEmpty()) {
            throw new ProblemException(Answers.mistakes(body.errors()));
        }
    }
}
