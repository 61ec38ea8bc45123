package io.linklog.schemas.reports;

import io.linklog.schemas.Report;
import io.linklog.schemas.names.LinkName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The id of a report: a place of its link, and how often that place was taken. A link has {@link #PLACES} places, and a
 * place is taken again only after its report was dismissed. So a link never has more open reports than places, however
 * many instances write them: two that take the same place write the same record.
 *
 * @param name the name of the link
 * @param place {@link #SYSTEM}, or 1 to {@link #PLACES}
 * @param round 1 or more
 */
public record ReportId(String name, int place, int round) {

    /** The most open reports of visitors about one link. */
    public static final int PLACES = 20;

    /** The place of the one report that the system itself makes about a link. Its only round is 1. */
    public static final int SYSTEM = 0;

    private static final char SEPARATOR = ' ';

    public static ReportId of(Report report) {
        return new ReportId(LinkName.text(report.getDomain(), report.getCode()), report.getPlace(), report.getRound());
    }

    /** The key of the record in the topic. It begins with the name of the link, which has no space. */
    public String key() {
        return name + SEPARATOR + place + SEPARATOR + round;
    }

    /** Reads a key; empty if {@link #key()} did not make it. */
    public static Optional<ReportId> ofKey(String key) {
        String[] parts = key.split(" ", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            ReportId id = new ReportId(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            return id.isWellFormed() && id.key().equals(key) ? Optional.of(id) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The id for people and URLs: letters, digits, hyphens and underscores. */
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads an id; empty if {@link #text()} did not make it. */
    public static Optional<ReportId> parse(String text) {
        try {
            return ofKey(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8))
                    .filter(id -> id.text().equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isWellFormed() {
        return LinkName.isWellFormed(name) && place >= SYSTEM && place <= PLACES && round >= 1;
    }
}
