package io.linklog.query.links;

import io.linklog.query.http.ReadProblems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A position in a history: after a version of the link. Callers see an opaque text, which has a format version. */
final class HistoryCursor {

    private static final String PREFIX = "1:h:";

    private HistoryCursor() {}

    /**
     * The version in a text; 0 when there is no text.
     *
     * @throws io.linklog.kit.http.ProblemException when {@link #text} did not make the text
     */
    static long parse(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        try {
            String inside = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            if (inside.startsWith(PREFIX)) {
                long version = Long.parseLong(inside.substring(PREFIX.length()));
                if (version > 0 && text(version).equals(text)) {
                    return version;
                }
            }
        } catch (IllegalArgumentException e) {
            // answered like a text that decodes to another form
        }
        throw ReadProblems.invalidCursor();
    }

    static String text(long version) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + version).getBytes(StandardCharsets.UTF_8));
    }
}
