package io.linklog.query.links;

import io.javalin.http.Context;
import io.linklog.kit.access.Caller;
import io.linklog.query.http.QueryParameters;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.rules.LinkRules;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which links a caller wants listed.
 *
 * @param tenant whose links: the caller's
 * @param tag only links with this tag; null for all
 * @param text only links with this text in target, title or code; in lower case; null for all
 * @param domain only links on this domain; null for all
 * @param state ACTIVE, DELETED or ALL
 */
record ListQuery(
        String tenant,
        ListCursor cursor,
        int limit,
        @Nullable String tag,
        @Nullable String text,
        @Nullable String domain,
        String state) {

    private static final Set<String> PARAMETERS =
            new TreeSet<>(Set.of("cursor", "domain", "limit", "tag", "q", "state"));

    /** @throws io.linklog.kit.http.ProblemException for invalid parameters */
    static ListQuery of(Context ctx) {
        QueryParameters parameters = new QueryParameters(ctx, PARAMETERS);
        String cursor = parameters.text("cursor", 500);
        String text = parameters.text("q", 200);
        return new ListQuery(
                Caller.of(ctx).tenant(),
                cursor == null ? ListCursor.START : ListCursor.parse(cursor),
                parameters.number("limit", 50, 1, 500),
                parameters.text("tag", LinkRules.LONGEST_TAG),
                text == null ? null : text.toLowerCase(Locale.ROOT),
                parameters.domain(),
                parameters.oneOf("state", "ACTIVE", "ACTIVE", "DELETED", "ALL"));
    }

    /** The name of the list in Cassandra that has all candidates. */
    String list() {
        return tag == null ? "" : "tag:" + tag;
    }

    /** Whether the current state of a link matches. */
    boolean matches(Link link) {
        LinkAttributes attributes = link.getAttributes();
        return (state.equals("ALL") || state.equals(link.getState().name()))
                && (domain == null || domain.equals(link.getDomain()))
                && (tag == null || attributes.getTags().contains(tag))
                && (text == null
                        || containsText(attributes.getLongUrl())
                        || containsText(attributes.getTitle())
                        || containsText(link.getCode()));
    }

    private boolean containsText(@Nullable String value) {
        return value != null && text != null && value.toLowerCase(Locale.ROOT).contains(text);
    }
}
