package io.linklog.query.redirect;

import io.linklog.kit.http.ProblemException;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.query.lookup.KnownLink;
import io.linklog.query.lookup.LinkLookup;
import io.linklog.query.lookup.Spellings;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Request;

/**
 * The look-ups of visitors' links that are not in memory. While the store is slow, one client's look-ups leave places
 * for the others. Thread-safe.
 */
public final class LookUpPlaces {

    private final ClientPlaces places;
    private final Limits limits;
    private final Spellings spellings;

    /** @param limits find the address of a visitor */
    LookUpPlaces(ClientPlaces places, Limits limits, Spellings spellings) {
        this.places = places;
        this.limits = limits;
        this.spellings = spellings;
    }

    /** Makes the places of an instance. */
    public static LookUpPlaces open(ServiceRuntime runtime, Spellings spellings) {
        return new LookUpPlaces(
                runtime.places("look-ups", "look-ups of links that are not in memory", LinkLookup.MOST_AT_ONCE),
                runtime.limits(),
                spellings);
    }

    /**
     * Looks a link up, and keeps a place until the look-up ends.
     *
     * @param name as it was sent; the link that is found may have another
     * @return as {@link LinkLookup#find}; fails with a {@link ProblemException} of 429 if the visitor's address has its
     *     share of the places, of 503 if all are taken
     */
    CompletableFuture<Optional<KnownLink>> find(LinkLookup links, String name, Request request, SpanContext trace) {
        ClientPlaces.Place place;
        try {
            place = places.take(limits.addresses().client(limits.proxies().client(request)));
        } catch (ProblemException e) {
            return CompletableFuture.failedFuture(e);
        }
        return spellings.find(name, it -> links.find(it, trace)).whenComplete((link, error) -> place.close());
    }
}
