package io.linklog.query.reports;

import io.linklog.query.http.ReadProblems;
import io.linklog.schemas.Report;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.ReportWeek;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * A position in a list of reports: after a report. Callers see an opaque text. It names a moment, not a tenant: with
 * another tenant's cursor a caller gets its own list from that moment on.
 *
 * @param key of the report; "" is before all reports of the moment
 */
record ReportCursor(long reportedAtMicros, String key) {

    private static final String VERSION = "1";

    /** Before the newest report. */
    static ReportCursor start(Instant now) {
        // clocks of other instances may be ahead
        return new ReportCursor(EpochMicros.of(now.plusSeconds(3_600)), "");
    }

    /** @throws io.linklog.kit.http.ProblemException when {@link #text} did not make the text */
    static ReportCursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(":", -1);
            if (parts.length == 3 && parts[0].equals(VERSION)) {
                ReportCursor cursor = new ReportCursor(Long.parseLong(parts[1]), parts[2]);
                if (cursor.reportedAtMicros >= 0
                        && ReportId.ofKey(cursor.key).isPresent()
                        && cursor.text().equals(text)) {
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
        String inside = VERSION + ":" + reportedAtMicros + ":" + key;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(inside.getBytes(StandardCharsets.UTF_8));
    }

    long week() {
        return ReportWeek.of(EpochMicros.toInstant(reportedAtMicros));
    }

    /** Whether a report is the one that a row of the list was written for. */
    static boolean isOf(Report report, ReportCursor listed) {
        return EpochMicros.of(report.getReportedAt()) == listed.reportedAtMicros;
    }

    ReportId id() {
        return ReportId.ofKey(key).orElseThrow();
    }

    /** Whether a report of the list was on an earlier page than the reports after this position. */
    boolean isPast(ReportCursor listed) {
        if (listed.reportedAtMicros != reportedAtMicros || key.isEmpty()) {
            return listed.reportedAtMicros > reportedAtMicros;
        }
        ReportId a = listed.id();
        ReportId b = id();
        int order = a.name().compareTo(b.name());
        order = order == 0 ? Integer.compare(a.place(), b.place()) : order;
        // the order of the table: later rounds first
        order = order == 0 ? Integer.compare(b.round(), a.round()) : order;
        return order <= 0;
    }
}
