package io.linklog.cli.exporting.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.schemas.urls.Location;

/**
 * A link as a static site serves it: with the Location that Linklog sends. Head and fragment are visible ASCII without
 * double quotes, backslashes, braces and vertical bars; no part holds a blank.
 *
 * @param head the target up to its fragment
 * @param query how the visitor's query is added to the head
 * @param fragment with its #; empty for none
 */
record SiteLink(String code, int status, String head, Query query, String fragment) {

    /** What stands between the head and the visitor's query. */
    enum Query {
        DROPPED("x"),
        AFTER_QUESTION_MARK("?"),
        AFTER_AMPERSAND("&"),
        /** The head ends with a ? or an &amp;. */
        AS_IT_IS(".");

        private final String sign;

        Query(String sign) {
            this.sign = sign;
        }

        /** One character that no head begins with. */
        String sign() {
            return sign;
        }
    }

    /** @param link in the API's JSON */
    static SiteLink of(JsonNode link) {
        String target = Location.of(link.path("longUrl").asText());
        int fragment = target.indexOf('#');
        String head = fragment < 0 ? target : target.substring(0, fragment);
        return new SiteLink(
                link.path("shortCode").asText(),
                link.path("redirectStatus").asInt(),
                head,
                link.path("forwardQuery").asBoolean() ? query(head) : Query.DROPPED,
                fragment < 0 ? "" : target.substring(fragment));
    }

    /** The target, for a visitor without a query. */
    String target() {
        return head + fragment;
    }

    private static Query query(String head) {
        int question = head.indexOf('?');
        if (question < 0) {
            return Query.AFTER_QUESTION_MARK;
        }
        return question == head.length() - 1 || head.endsWith("&") ? Query.AS_IT_IS : Query.AFTER_AMPERSAND;
    }
}
