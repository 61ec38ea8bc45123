package io.linklog.query.links;

import io.linklog.query.http.ReadProblems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A place in a history: behind a version. Opaque to callers, with a version of its own in it. */
final class HistoryCursor {

    private static final String PREFIX = "1:h:";

    private HistoryCursor() {}

    /** @throws io.linklog.kit.http.ProblemException when the text is none that {@link #text} made */
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
            // the same answer as for one that decodes to nonsense
        }
        throw ReadProblems.invalidCursor();
    }

    static String text(long version) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + version).getBytes(StandardCharsets.UTF_8));
    }
}
