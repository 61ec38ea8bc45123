package io.linklog.schemas.reports;

import io.linklog.schemas.Link;
import io.linklog.schemas.Report;
import io.linklog.schemas.ReportState;
import io.linklog.schemas.names.LinkName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Makes records of the topic {@code reports}, whose keys are {@link ReportId#key()}. */
public final class Reports {

    private Reports() {}

    /**
     * An open report of a visitor.
     *
     * @param text what the visitor wrote; null for nothing
     * @param contact an e-mail address; null for none
     */
    public static Report open(
            ReportId id, String tenant, Instant now, String reason, @Nullable String text, @Nullable String contact) {
        LinkName name = LinkName.parse(id.name());
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        return Report.newBuilder()
                .setDomain(name.domain())
                .setCode(name.code())
                .setPlace(id.place())
                .setRound(id.round())
                .setTenant(tenant)
                .setState(ReportState.OPEN)
                .setReportedAt(at)
                .setChangedAt(at)
                .setReason(reason)
                .setText(text)
                .setContact(contact)
                .build();
    }

    /**
     * The open report of the system itself about a link. There is one for each link: a later one replaces it, and opens
     * it again if it was dismissed.
     *
     * @param reason what the system found, in a word
     * @param text more about it; null for nothing
     */
    public static Report ofSystem(Link link, Instant now, String reason, @Nullable String text) {
        return open(new ReportId(LinkName.text(link), ReportId.SYSTEM, 1), link.getTenant(), now, reason, text, null);
    }

    /**
     * The same report after an admin has dismissed it.
     *
     * @param by the id of the admin's API key; null for none
     */
    public static Report dismiss(Report report, Instant now, @Nullable String by) {
        // strictly later, whatever the clocks say: the later state wins
        Instant earliest = report.getChangedAt().plus(1, ChronoUnit.MICROS);
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        // not newBuilder(report): its deep copy needs Avro's list of trusted classes, which a deserializer sets
        return Report.newBuilder()
                .setDomain(report.getDomain())
                .setCode(report.getCode())
                .setPlace(report.getPlace())
                .setRound(report.getRound())
                .setTenant(report.getTenant())
                .setState(ReportState.DISMISSED)
                .setReportedAt(report.getReportedAt())
                .setChangedAt(at.isBefore(earliest) ? earliest : at)
                .setChangedBy(by)
                .setReason(report.getReason())
                .setText(report.getText())
                .setContact(report.getContact())
                .build();
    }

    /** The time of a deletion, in whole milliseconds: later than the report's, whatever the clocks say. */
    public static Instant deletedAt(Report report, Instant now) {
        Instant earliest = report.getChangedAt().plusMillis(1);
        return (now.isBefore(earliest) ? earliest : now).truncatedTo(ChronoUnit.MILLIS);
    }
}
