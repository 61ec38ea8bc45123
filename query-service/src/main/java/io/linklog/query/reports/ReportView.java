package io.linklog.query.reports;

import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.view.ShortUrls;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A report in JSON.
 *
 * @param domain null for the default domain
 * @param state open, dismissed or taken-down
 * @param reporter visitor, or system
 * @param dismissedBy the id of an API key; null if it is not known, or the report is not dismissed
 */
record ReportView(
        String id,
        String shortCode,
        @Nullable String domain,
        String shortUrl,
        String tenant,
        String state,
        String reporter,
        String reason,
        @Nullable String text,
        @Nullable String contact,
        Instant dateReported,
        @Nullable Instant dateDismissed,
        @Nullable String dismissedBy) {

    static ReportView of(FoundReport found, URI publicUrl) {
        Report report = found.report();
        boolean dismissed = found.standing() == FoundReport.Standing.DISMISSED;
        return new ReportView(
                ReportId.of(report).text(),
                report.getCode(),
                report.getDomain(),
                ShortUrls.of(report.getDomain(), report.getCode(), publicUrl),
                report.getTenant(),
                found.standing().word,
                report.getPlace() == ReportId.SYSTEM ? "system" : "visitor",
                report.getReason(),
                report.getText(),
                report.getContact(),
                report.getReportedAt(),
                dismissed ? report.getChangedAt() : null,
                report.getChangedBy());
    }
}
