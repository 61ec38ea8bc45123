package io.linklog.query.stats;

import io.linklog.query.http.ReadProblems;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A position in the visits of a code. Callers see an opaque text.
 *
 * @param inside Cassandra's paging state within the day; null for the beginning of the day
 */
record VisitCursor(LocalDate day, @Nullable ByteBuffer inside) {

    private static final String VERSION = "1";

    /**
     * @param today nothing is later; without this bound, a forged day would start a walk of millions of days
     * @throws io.linklog.kit.http.ProblemException when {@link #text} did not make the text
     */
    static VisitCursor parse(String text, LocalDate today) {
        try {
            String[] parts = text.split("\\.", -1);
            if (parts.length == 3 && parts[0].equals(VERSION)) {
                byte[] inside = Base64.getUrlDecoder().decode(parts[2]);
                LocalDate day = LocalDate.parse(parts[1]);
                // a day of grace: another instance may have passed midnight first
                if (!day.isAfter(today.plusDays(1))) {
                    return new VisitCursor(day, inside.length == 0 ? null : ByteBuffer.wrap(inside));
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // answered like a text of another form
        }
        throw ReadProblems.invalidCursor();
    }

    /** The opaque text for callers. */
    String text() {
        byte[] bytes = new byte[inside == null ? 0 : inside.remaining()];
        if (inside != null) {
            inside.duplicate().get(bytes);
        }
        return VERSION
                + '.'
                + day
                + '.'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
