package io.linklog.query.lookup;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.Takedown;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * The answer to visitors of a link, computed once: status and encoded header fields. It has only final fields and may
 * be published without a lock.
 */
public final class Redirect {

    /** Whether a link redirects at a moment. */
    public enum Standing {
        OPEN,
        NOT_YET,
        OVER
    }

    // a browser asks again at every visit of a 302 or 307: an edit takes effect at once, and every visit is counted
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_INDEX = new PreEncodedHttpField("X-Robots-Tag", "noindex");

    private final boolean deleted;
    private final @Nullable Takedown takedown;
    private final long mostVisits; // 0: no limit
    private final long opensAtMillis;
    private final long endsAtMillis;
    private final int status;
    private final String location;
    private final boolean forwardQuery;
    private final boolean crawlable;
    private final long maxAgeSeconds; // 0: no-store
    private final HttpFields fields;

    private Redirect(Link link, Duration permanentMaxAge) {
        LinkAttributes attributes = link.getAttributes();
        this.deleted = link.getState() == LinkState.DELETED;
        this.takedown = link.getTakedown();
        this.opensAtMillis = millis(attributes.getValidSince(), Long.MIN_VALUE);
        this.endsAtMillis = millis(attributes.getValidUntil(), Long.MAX_VALUE);
        this.status = attributes.getRedirectStatus();
        this.location = Location.header(attributes.getLongUrl());
        this.forwardQuery = attributes.getForwardQuery();
        this.crawlable = attributes.getCrawlable();
        this.mostVisits = attributes.getMaxVisits() == null ? 0 : attributes.getMaxVisits();
        // a browser that keeps a redirect does not ask again, so its visits would escape the limit
        boolean keepable = (status == 301 || status == 308) && mostVisits == 0;
        this.maxAgeSeconds = keepable ? permanentMaxAge.toSeconds() : 0;
        this.fields = encode(location, maxAgeSeconds);
    }

    /**
     * @param permanentMaxAge how long a browser may keep a 301 or 308; without a bound, browsers keep it forever and
     *     miss every edit
     */
    public static Redirect of(Link link, Duration permanentMaxAge) {
        return new Redirect(link, permanentMaxAge);
    }

    /** How many visitors are redirected at most; 0 for no limit. */
    public long mostVisits() {
        return mostVisits;
    }

    public boolean isDeleted() {
        return deleted;
    }

    /** Why an admin took the link down; null if none did. Such a link is also deleted. */
    public @Nullable Takedown takedown() {
        return takedown;
    }

    public int status() {
        return status;
    }

    public Standing standing(long nowMillis) {
        if (deleted || nowMillis >= endsAtMillis) {
            return Standing.OVER;
        }
        return nowMillis < opensAtMillis ? Standing.NOT_YET : Standing.OPEN;
    }

    /**
     * The header fields for one visit.
     *
     * @param query of the visitor's request, not decoded; null for none
     */
    public HttpFields fields(@Nullable String query, long nowMillis) {
        long secondsLeft = endsAtMillis == Long.MAX_VALUE ? Long.MAX_VALUE : (endsAtMillis - nowMillis) / 1_000;
        long maxAge = Math.min(maxAgeSeconds, secondsLeft);
        if (forwardQuery && query != null && !query.isEmpty()) {
            return encode(Location.withQuery(location, query), maxAge);
        }
        return maxAge == maxAgeSeconds ? fields : encode(location, maxAge);
    }

    private HttpFields encode(String target, long maxAge) {
        HttpFields.Mutable made = HttpFields.build();
        made.add(new PreEncodedHttpField(HttpHeader.LOCATION, target));
        made.add(maxAge == 0 ? NO_STORE : new HttpField(HttpHeader.CACHE_CONTROL, "private, max-age=" + maxAge));
        if (!crawlable) {
            made.add(NO_INDEX);
        }
        return made.asImmutable();
    }

    private static long millis(@Nullable Instant instant, long otherwise) {
        return instant == null ? otherwise : instant.toEpochMilli();
    }
}
