package io.linklog.command.http;

import io.javalin.http.Context;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.schemas.encoding.Sha256;
import io.linklog.schemas.rules.LinkRules;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the request headers of write calls. A header can have several lines. */
public final class RequestHeaders {

    // the version is the entity tag. W/ is removed, because compressing proxies add it; a version names exactly
    // one state, so it is a strong tag
    private static final Pattern VERSION_TAG = Pattern.compile("(?:W/)?\"([1-9]\\d{0,17})\"");

    private RequestHeaders() {}

    /** All lines of a header, in order; empty if the header is absent. */
    public static List<String> lines(Context ctx, String header) {
        var lines = ctx.req().getHeaders(header);
        return lines.hasMoreElements() ? Collections.list(lines) : List.of();
    }

    /**
     * The {@code Idempotency-Key}: 1 to 255 visible ASCII characters. Surrounding double quotes, as in the draft RFC,
     * are removed: both spellings are the same key.
     *
     * @throws ProblemException if it is not a valid key
     */
    public static @Nullable String idempotencyKey(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        if (lines.size() > 1) {
            throw impossible("Idempotency-Key", "must be given only once");
        }
        String key = stripQuotes(lines.get(0).strip());
        if (!isKey(key)) {
            throw impossible(
                    "Idempotency-Key",
                    "must have 1 to " + LinkRules.LONGEST_KEY + " visible ASCII characters, no spaces");
        }
        return key;
    }

    /**
     * The key of a request that belongs to the one with this key: the key, {@code #} and the part. A longer key is
     * hashed.
     */
    public static String derivedKey(String key, String part) {
        String derived = key + "#" + part;
        return isKey(derived) ? derived : Sha256.hex(derived);
    }

    private static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= LinkRules.LONGEST_KEY
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * The version in {@code If-Match}; null for any version ({@code *}, or no header).
     *
     * @throws ProblemException if it is not a version
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
                    "If-Match", "must be * or one version in double quotes, as in the ETag of the link: \"3\"");
        }
        return Long.valueOf(version.group(1));
    }

    private static String stripQuotes(String key) {
        boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    private static ProblemException impossible(String header, String what) {
        return new ProblemException(Problem.invalid("The header " + header + " " + what));
    }
}
