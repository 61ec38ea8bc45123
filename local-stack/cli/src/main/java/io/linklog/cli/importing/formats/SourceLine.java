package io.linklog.cli.importing.formats;

import io.linklog.cli.importing.report.LineResult;
import org.jspecify.annotations.Nullable;

/**
 * One line of an input. It holds either a link or the result that says why there is none.
 *
 * @param number of the line where it begins; the first is 1
 * @param input its text as the file has it, shortened for the report
 * @param link null when the line is refused or skipped
 * @param result null when the line is a link
 */
public record SourceLine(
        long number,
        String input,
        @Nullable NewLink link,
        @Nullable LineResult result) {

    static SourceLine of(long number, String input, NewLink link) {
        return new SourceLine(number, input, link, null);
    }

    static SourceLine refused(long number, String input, String reason) {
        return new SourceLine(number, input, null, LineResult.refused(reason));
    }

    static SourceLine skipped(long number, String input, String reason) {
        return new SourceLine(number, input, null, LineResult.skipped(reason));
    }
}
