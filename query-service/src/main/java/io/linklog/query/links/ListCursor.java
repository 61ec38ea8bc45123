package io.linklog.query.links;

import io.linklog.query.http.ReadProblems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A position in a list: after the link with a creation time and a code. Callers see an opaque text; it contains a
 * version, so its format may change. It names a moment, not a tenant: with another tenant's cursor a caller gets its
 * own list from that moment on.
 *
 * @param code "" is before all codes of the moment
 */
record ListCursor(long createdAtMicros, String code) {

    /** Before the newest link. */
    static final ListCursor START = new ListCursor(Long.MAX_VALUE, "");

    private static final long MICROS_OF_AN_HOUR = 3_600_000_000L;
    private static final String VERSION = "1";

    /** Before all links of the hour that precedes an hour. */
    static ListCursor beforeHour(long hour) {
        return new ListCursor(hour * MICROS_OF_AN_HOUR - 1, "");
    }

    static long hour(long micros) {
        return Math.floorDiv(micros, MICROS_OF_AN_HOUR);
    }

    /** @throws io.linklog.kit.http.ProblemException when {@link #text} did not make the text */
    static ListCursor parse(String text) {
        try {
            String inside = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            String[] parts = inside.split(":", -1);
            if (parts.length == 3 && parts[0].equals(VERSION)) {
                long micros = Long.parseLong(parts[1]);
                ListCursor cursor = new ListCursor(micros, parts[2]);
                if (micros >= 0 && cursor.text().equals(text)) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException e) {
            // answered like a text that decodes to another form
        }
        throw ReadProblems.invalidCursor();
    }

    /** The opaque text for callers. */
    String text() {
        String inside = VERSION + ":" + createdAtMicros + ":" + code;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(inside.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a link is at this position or before it, and was on an earlier page. */
    boolean isPast(SelectListEntries.ListEntry listed) {
        return listed.createdAtMicros() > createdAtMicros
                || (listed.createdAtMicros() == createdAtMicros && listed.code().compareTo(code) <= 0);
    }
}
