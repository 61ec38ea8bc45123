package io.linklog.cli.importing;

import org.jspecify.annotations.Nullable;

/**
 * One line of the input: a link, or the reason why it is none.
 *
 * @param line where it begins; the first is 1
 * @param input as it stands in the file, shortened, for the report
 * @param link null when refused or skipped
 * @param refusal why it is no link; null otherwise
 * @param skipped why it is left out although nothing is wrong with it; null otherwise
 */
record Entry(
        long line,
        String input,
        @Nullable NewLink link,
        @Nullable String refusal,
        @Nullable String skipped) {

    static Entry of(long line, String input, NewLink link) {
        return new Entry(line, input, link, null, null);
    }

    static Entry refused(long line, String input, String reason) {
        return new Entry(line, input, null, reason, null);
    }

    static Entry skipped(long line, String input, String reason) {
        return new Entry(line, input, null, null, reason);
    }
}
