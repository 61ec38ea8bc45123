package io.linklog.query.lookup;

import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Loads links that are not in memory. {@link SelectLink} is the implementation in production. */
@FunctionalInterface
interface LinkLoader {

    /**
     * Loads the state of a code from the projection; empty when it has none. Fails when the store does not answer in
     * time.
     *
     * @param trace the trace of the request; invalid for none
     */
    CompletableFuture<Optional<Link>> load(String code, SpanContext trace);
}
