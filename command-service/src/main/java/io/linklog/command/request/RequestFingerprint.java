package io.linklog.command.request;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import io.linklog.schemas.encoding.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a request's canonical form. It tells a repeat of a request from another request under the same
 * idempotency key. Requests with the same meaning have the same form: the order of members, white space, time zones and
 * explicit defaults make no difference.
 */
public final class RequestFingerprint {

    private RequestFingerprint() {}

    /** The fingerprint of a create. */
    static String ofCreate(LinkBody body) {
        StringBuilder form = new StringBuilder(256).append("POST create\n{");
        for (Map.Entry<LinkMember, Object> given : body.values()) {
            LinkMember member = given.getKey();
            // the key selects the form to compare with and is not part of it
            if (member != LinkMember.IDEMPOTENCY_KEY && !given.getValue().equals(member.defaultValue)) {
                append(form, member, given.getValue());
            }
        }
        return Sha256.hex(form.append('}').toString());
    }

    /** The fingerprint of an edit. */
    static String ofEdit(String code, @Nullable Long expectedVersion, LinkBody body) {
        StringBuilder form = head("PATCH edit", code, expectedVersion).append('{');
        for (Map.Entry<LinkMember, Object> given : body.values()) {
            append(form, given.getKey(), given.getValue());
        }
        for (LinkMember member : body.cleared()) {
            form.append('"').append(member.json).append("\":null,");
        }
        return Sha256.hex(form.append('}').toString());
    }

    /** The fingerprint of a request without a body. */
    public static String ofCode(String operation, String code, @Nullable Long expectedVersion) {
        return Sha256.hex(head(operation, code, expectedVersion).toString());
    }

    private static StringBuilder head(String operation, String code, @Nullable Long expectedVersion) {
        return new StringBuilder(256)
                .append(operation)
                .append('\n')
                .append(code)
                .append('\n')
                .append(expectedVersion == null ? "*" : expectedVersion.toString())
                .append('\n');
    }

    private static void append(StringBuilder form, LinkMember member, Object value) {
        form.append('"').append(member.json).append("\":");
        appendValue(form, value);
        form.append(',');
    }

    private static void appendValue(StringBuilder form, @Nullable Object value) {
        if (value instanceof String text) {
            form.append('"');
            JsonStringEncoder.getInstance().quoteAsString(text, form);
            form.append('"');
        } else if (value instanceof Instant time) {
            form.append(time.toEpochMilli());
        } else if (value instanceof RedirectRule rule) {
            appendValue(form, rule.getLongUrl());
            appendValue(form, rule.getConditions());
        } else if (value instanceof RuleCondition condition) {
            appendValue(form, condition.getType());
            appendValue(form, condition.getMatchKey());
            appendValue(form, condition.getMatchValue());
        } else if (value instanceof List<?> list) {
            form.append('[');
            for (Object item : list) {
                appendValue(form, item);
                form.append(',');
            }
            form.append(']');
        } else {
            form.append(value); // a number, a boolean or null
        }
    }
}
