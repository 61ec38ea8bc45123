package io.linklog.query.lookup;

import io.linklog.query.rules.CompiledRules;
import io.linklog.query.rules.Visitors;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.Takedown;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.urls.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
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
    private static final HttpField PRIVATE_NO_STORE =
            new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-store");
    private static final HttpField NO_INDEX = new PreEncodedHttpField("X-Robots-Tag", "noindex");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");

    // a cache must not give a person the card of a preview agent, nor the agent the redirect
    private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "User-Agent");

    private final @Nullable Link card; // null for a link without a card
    private final boolean deleted;
    private final @Nullable Takedown takedown;
    private final long mostVisits; // 0: no limit
    private final long opensAtMillis;
    private final long endsAtMillis;
    private final @Nullable String passwordHash;
    private final int status;
    private final String location;
    private final boolean forwardQuery;
    private final boolean crawlable;
    private final boolean judgesEachVisit;
    private final long maxAgeSeconds; // 0: no-store
    private final @Nullable HttpFields fields; // null for a target that is too long to send
    private final @Nullable RuleTargets rules; // null for a link without rules

    /**
     * @param name of the link
     * @param locations of the rules, in their order
     * @param fields of the rules, for a visit without a query; null for a target that is too long to send
     */
    private record RuleTargets(
            String name,
            CompiledRules rules,
            String[] locations,
            @Nullable HttpFields[] fields) {}

    private Redirect(Link link, Duration permanentMaxAge) {
        LinkAttributes attributes = link.getAttributes();
        this.deleted = link.getState() == LinkState.DELETED;
        this.takedown = link.getTakedown();
        this.opensAtMillis = millis(attributes.getValidSince(), Long.MIN_VALUE);
        this.endsAtMillis = millis(attributes.getValidUntil(), Long.MAX_VALUE);
        List<RedirectRule> written = attributes.getRedirectRules();
        this.location = Location.of(attributes.getLongUrl());
        this.forwardQuery = attributes.getForwardQuery();
        this.crawlable = attributes.getCrawlable();
        this.mostVisits = attributes.getMaxVisits() == null ? 0 : attributes.getMaxVisits();
        this.passwordHash = attributes.getPasswordHash();
        this.card = passwordHash == null && hasCard(attributes) ? link : null;
        // a browser or cache that keeps a redirect does not ask again, so its visits would escape limit and rules
        this.judgesEachVisit = mostVisits > 0 || !written.isEmpty() || passwordHash != null;
        this.status = passwordHash != null ? 303 : statusFor(attributes.getRedirectStatus());
        boolean keepable = status == 301 || status == 308;
        this.maxAgeSeconds = keepable ? permanentMaxAge.toSeconds() : 0;
        this.fields = encodeWithin(location, maxAgeSeconds);
        this.rules = written.isEmpty() ? null : compile(LinkName.text(link), written);
    }

    private static boolean hasCard(LinkAttributes attributes) {
        return isSet(attributes.getTitle()) || isSet(attributes.getDescription()) || isSet(attributes.getImageUrl());
    }

    private static boolean isSet(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    /** A status that is not kept where each visit is judged. It says as the given one whether the method may change. */
    private int statusFor(int wanted) {
        if (!judgesEachVisit) {
            return wanted;
        }
        return switch (wanted) {
            case 301 -> 302;
            case 308 -> 307;
            default -> wanted;
        };
    }

    private RuleTargets compile(String name, List<RedirectRule> written) {
        String[] locations = new String[written.size()];
        @Nullable HttpFields[] encoded = new HttpFields[written.size()];
        for (int i = 0; i < locations.length; i++) {
            locations[i] = Location.of(written.get(i).getLongUrl());
            encoded[i] = encodeWithin(locations[i], 0);
        }
        return new RuleTargets(name, CompiledRules.of(written), locations, encoded);
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

    /** The link, if link-preview agents get a card of it in place of the redirect; null if it has none to show. */
    public @Nullable Link card() {
        return card;
    }

    /** The hash of the password that visitors must send first; null for none. */
    public @Nullable String passwordHash() {
        return passwordHash;
    }

    /** The status of the redirect; 303 after a password, which was sent by POST and must not be sent on. */
    public int status() {
        return status;
    }

    public Standing standing(long nowMillis) {
        if (deleted || nowMillis >= endsAtMillis) {
            return Standing.OVER;
        }
        return nowMillis < opensAtMillis ? Standing.NOT_YET : Standing.OPEN;
    }

    /** The number of the rule that decides on the target of a visit, from 1; 0 if none does. */
    public int rule(Visitors visitors, Request request, long nowMillis) {
        RuleTargets some = rules;
        return some == null ? 0 : some.rules.first(visitors.of(request, some.name, nowMillis));
    }

    /**
     * The header fields for one visit; null if target and query together are longer than {@link Location#LONGEST}. A
     * link that is older than this limit may be so without a query.
     *
     * @param rule from {@link #rule}
     * @param query of the visitor's request, not decoded; null for none
     */
    public @Nullable HttpFields fields(int rule, @Nullable String query, long nowMillis) {
        RuleTargets some = rules;
        if (rule > 0 && some != null) {
            return forwardQuery && query != null && !query.isEmpty()
                    ? encodeWithin(Location.withQuery(some.locations[rule - 1], query), 0)
                    : some.fields[rule - 1];
        }
        long secondsLeft = endsAtMillis == Long.MAX_VALUE ? Long.MAX_VALUE : (endsAtMillis - nowMillis) / 1_000;
        long maxAge = Math.min(maxAgeSeconds, secondsLeft);
        if (forwardQuery && query != null && !query.isEmpty()) {
            return encodeWithin(Location.withQuery(location, query), maxAge);
        }
        return maxAge == maxAgeSeconds ? fields : encodeWithin(location, maxAge);
    }

    private @Nullable HttpFields encodeWithin(String target, long maxAge) {
        return target.length() > Location.LONGEST ? null : encode(target, maxAge);
    }

    private HttpFields encode(String target, long maxAge) {
        HttpFields.Mutable made = HttpFields.build();
        made.add(new PreEncodedHttpField(HttpHeader.LOCATION, target));
        if (judgesEachVisit) {
            made.add(PRIVATE_NO_STORE);
        } else {
            made.add(maxAge == 0 ? NO_STORE : new HttpField(HttpHeader.CACHE_CONTROL, "private, max-age=" + maxAge));
        }
        if (card != null && maxAge > 0) {
            made.add(VARY);
        }
        if (!crawlable) {
            made.add(NO_INDEX);
        }
        if (passwordHash != null) {
            made.add(NO_REFERRER);
        }
        return made.asImmutable();
    }

    private static long millis(@Nullable Instant instant, long otherwise) {
        return instant == null ? otherwise : instant.toEpochMilli();
    }
}
