package io.linklog.cli.importing;

import org.jspecify.annotations.Nullable;

/**
 * What became of a line.
 *
 * @param code the link's; null when there is none
 * @param shortUrl the link's, where the service told it
 * @param reason why there is no link; null when there is one
 */
record Result(
        Kind kind,
        @Nullable String code,
        @Nullable String shortUrl,
        @Nullable String reason) {

    /** The kinds, as the report names them. */
    enum Kind {
        created("created"),
        /** By findIfExists. */
        found("found"),
        /** The journal knows it. */
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

    /** Of a line that is no link. */
    static Result withoutLink(Entry entry) {
        return entry.refusal() != null
                ? refused(entry.refusal())
                : new Result(Kind.skipped, null, null, entry.skipped());
    }

    static Result refused(String reason) {
        return new Result(Kind.refused, null, null, reason);
    }
}
