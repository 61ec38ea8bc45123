package io.linklog.command.http;

import io.javalin.http.Context;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.schemas.rules.LinkRules;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The request headers that write calls take, from all lines of a header as they came. */
public final class RequestHeaders {

    // a version is our entity tag. W/ is taken off: proxies that compress put it there, and a version names one state,
    // which is as strong as a tag gets
    private static final Pattern VERSION_TAG = Pattern.compile("(?:W/)?\"([1-9]\\d{0,17})\"");

    private RequestHeaders() {}

    /** All lines of a header, in the order they came; empty when the header is absent. */
    public static List<String> lines(Context ctx, String header) {
        var lines = ctx.req().getHeaders(header);
        return lines.hasMoreElements() ? Collections.list(lines) : List.of();
    }

    /**
     * The {@code Idempotency-Key}: 1 to 255 visible ASCII characters. The double quotes that the draft RFC puts around
     * it are taken off, so that both spellings are one key.
     *
     * @throws ProblemException when it cannot be a key
     */
    public static @Nullable String idempotencyKey(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        if (lines.size() > 1) {
            throw impossible("Idempotency-Key", "must be given once only");
        }
        String key = unquoted(lines.get(0).strip());
        if (!isKey(key)) {
            throw impossible(
                    "Idempotency-Key",
                    "must have 1 to " + LinkRules.LONGEST_KEY + " visible ASCII characters, no spaces");
        }
        return key;
    }

    /** Whether a text can be an idempotency key. */
    public static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= LinkRules.LONGEST_KEY
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * The version that {@code If-Match} asks for; null for any ({@code *}, or no such header).
     *
     * @throws ProblemException when it is no version
     */
    public static @Nullable Long ifMatch(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        String tag = lines.size() == 1 ? lines.get(0).strip() : "";
        if (tag.equals("*")) {
            return null;
        }
        Matcher version = VERSION_TAG.matcher(tag);
        if (!version.matches()) {
            throw impossible(
                    "If-Match", "must be one version in double quotes as the ETag of the link has it, \"3\", or *");
        }
        return Long.valueOf(version.group(1));
    }

    private static String unquoted(String key) {
        boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    private static ProblemException impossible(String header, String what) {
        return new ProblemException(Problem.invalid("The header " + header + " " + what));
    }
}
