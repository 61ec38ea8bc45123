package io.linklog.query.reports;

import io.linklog.schemas.Link;
import io.linklog.schemas.Report;
import io.linklog.schemas.ReportState;
import java.util.Optional;

/** A report, and what became of it. */
record FoundReport(Report report, Standing standing) {

    /** What became of a report. */
    enum Standing {
        OPEN("open"),
        DISMISSED("dismissed"),
        /** Its link is taken down now; a reinstated link has its reports open again. */
        TAKEN_DOWN("taken-down");

        /** The word in the API. */
        final String word;

        Standing(String word) {
            this.word = word;
        }
    }

    /** @param link the present link, which alone knows whether it is taken down */
    static FoundReport of(Report report, Optional<Link> link) {
        if (report.getState() == ReportState.DISMISSED) {
            return new FoundReport(report, Standing.DISMISSED);
        }
        boolean down = link.isPresent() && link.get().getTakedown() != null;
        return new FoundReport(report, down ? Standing.TAKEN_DOWN : Standing.OPEN);
    }
}
