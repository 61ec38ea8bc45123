package io.linklog.cli.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.cli.importing.formats.SourceLine;
import org.jspecify.annotations.Nullable;

/**
 * The result of one line, as the report shows it.
 *
 * @param shortCode of the link; null when there is none
 * @param shortUrl of the link, when the service returned it
 * @param reason why there is no link; null when there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LineResult(
        Kind result,
        @Nullable String shortCode,
        @Nullable String shortUrl,
        @Nullable String reason) {

    /** The kinds of result; the names stand in the report. */
    enum Kind {
        created("created"),
        /** An existing link, by findIfExists. */
        found("found"),
        /** Made and deleted at once: it was banned or archived. */
        deleted("made as deleted links"),
        /** The journal has its link. */
        earlier("done in an earlier run"),
        refused("refused"),
        /** The slug belongs to a link; on the way to another result, never in a report. */
        taken("slug taken"),
        /** The service can have no such slug; on the way to a refusal with an advice, never in a report. */
        impossible("slug impossible"),
        skipped("left out"),
        /** Followed, and right. */
        verified("lead where the file says"),
        /** Followed, and wrong. */
        differs("do not"),
        /** In a dry run. */
        valid("valid");

        final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    static LineResult refused(String reason) {
        return new LineResult(Kind.refused, null, null, reason);
    }

    /** The result of a line that is not sent. */
    static LineResult unsent(SourceLine line) {
        Kind noLink = line.skipped() ? Kind.skipped : Kind.refused;
        return new LineResult(line.link() == null ? noLink : Kind.valid, null, null, line.reason());
    }
}
