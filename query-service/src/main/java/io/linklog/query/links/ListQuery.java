package io.linklog.query.links;

import io.javalin.http.Context;
import io.linklog.kit.access.Caller;
import io.linklog.query.http.QueryParameters;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.words.LinkWords;
import io.linklog.schemas.words.SearchWords;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which links a caller wants listed.
 *
 * @param tenant whose links: the caller's
 * @param tag only links with this tag; null for all
 * @param words only links with these words; null for all
 * @param domain only links on this domain; null for all
 * @param state ACTIVE, DELETED or ALL
 */
record ListQuery(
        String tenant,
        ListCursor cursor,
        int limit,
        @Nullable String tag,
        @Nullable SearchWords words,
        @Nullable String domain,
        String state,
        URI publicUrl) {

    private static final Set<String> PARAMETERS =
            new TreeSet<>(Set.of("cursor", "domain", "limit", "tag", "q", "state"));

    /** @throws io.linklog.kit.http.ProblemException for invalid parameters */
    static ListQuery of(Context ctx, URI publicUrl) {
        QueryParameters parameters = new QueryParameters(ctx, PARAMETERS);
        String cursor = parameters.text("cursor", 500);
        String text = parameters.text("q", 200);
        return new ListQuery(
                Caller.of(ctx).tenant(),
                cursor == null ? ListCursor.START : ListCursor.parse(cursor),
                parameters.number("limit", 50, 1, 500),
                parameters.text("tag", LinkRules.LONGEST_TAG),
                text == null ? null : words(text),
                parameters.domain(),
                parameters.oneOf("state", "ACTIVE", "ACTIVE", "DELETED", "ALL"),
                publicUrl);
    }

    private static SearchWords words(String text) {
        SearchWords words = SearchWords.of(text);
        if (words.size() == 0) {
            throw QueryParameters.invalid("The parameter q has no word to search for");
        }
        if (words.size() > SearchWords.MOST) {
            throw QueryParameters.invalid(
                    "The parameter q has " + words.size() + " words; search for at most " + SearchWords.MOST);
        }
        return words;
    }

    /** The name of the list in Cassandra that has all candidates. */
    String list() {
        return tag == null ? "" : "tag:" + tag;
    }

    /** Whether the current state of a link matches, and whether it is of the caller's tenant. */
    boolean matches(Link link) {
        LinkAttributes attributes = link.getAttributes();
        return tenant.equals(link.getTenant())
                && (state.equals("ALL") || state.equals(link.getState().name()))
                && (domain == null || domain.equals(link.getDomain()))
                && (tag == null || attributes.getTags().contains(tag))
                && (words == null || words.match(LinkWords.of(link, publicUrl)));
    }
}
