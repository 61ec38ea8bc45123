package io.linklog.command.request;

import io.linklog.schemas.LinkCommand;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * A checked request to change a link. It is not a command yet: it has no id.
 *
 * @param body one of the bodies of {@link LinkCommand}
 * @param domain of the link; null for the default domain
 * @param fingerprint present if and only if the key is present
 * @param trace the trace of the HTTP request, sampled or not; invalid when there is none
 * @param fetchTitle whether the title of the target is to be read after the answer
 */
public record LinkRequest(
        Object body,
        @Nullable String domain,
        @Nullable String idempotencyKey,
        @Nullable String fingerprint,
        SpanContext trace,
        boolean fetchTitle) {}
