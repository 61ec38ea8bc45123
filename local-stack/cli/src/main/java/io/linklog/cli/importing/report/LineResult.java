package io.linklog.cli.importing.report;

import org.jspecify.annotations.Nullable;

/**
 * The result of one line.
 *
 * @param code of the link; null when there is none
 * @param shortUrl of the link, when the service returned it
 * @param reason why there is no link; null when there is one
 */
public record LineResult(
        Kind kind,
        @Nullable String code,
        @Nullable String shortUrl,
        @Nullable String reason) {

    /** The kinds of result; the names stand in the report. */
    public enum Kind {
        created("created"),
        /** An existing link, by findIfExists. */
        found("found"),
        /** The journal has its link. */
        earlier("done in an earlier run"),
        refused("refused"),
        skipped("left out"),
        /** In a dry run. */
        valid("valid");

        final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    public static LineResult earlier(String code) {
        return new LineResult(Kind.earlier, code, null, null);
    }

    public static LineResult refused(String reason) {
        return new LineResult(Kind.refused, null, null, reason);
    }

    public static LineResult skipped(String reason) {
        return new LineResult(Kind.skipped, null, null, reason);
    }

    public static LineResult valid() {
        return new LineResult(Kind.valid, null, null, null);
    }
}
