package io.linklog.query.lookup;

import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where links are that are not in memory. In production {@link SelectLink}. */
@FunctionalInterface
interface LinkLoader {

    /**
     * The state of a code as the projection has it; fails when the store does not answer in time.
     *
     * @param trace that the load is part of; invalid for none
     */
    CompletableFuture<Optional<Link>> load(String code, SpanContext trace);
}
