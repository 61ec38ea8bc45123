package io.linklog.query.reports;

import io.javalin.http.Context;
import io.linklog.kit.access.Caller;
import io.linklog.query.http.QueryParameters;
import io.linklog.query.reports.FoundReport.Standing;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which reports an admin wants listed.
 *
 * @param tenant whose list: the caller's
 */
record ReportQuery(String tenant, Standing standing, ReportCursor cursor, int limit) {

    private static final Set<String> PARAMETERS = new TreeSet<>(Set.of("cursor", "limit", "state"));

    /** @throws io.linklog.kit.http.ProblemException for invalid parameters */
    static ReportQuery of(Context ctx, Instant now) {
        QueryParameters parameters = new QueryParameters(ctx, PARAMETERS);
        String cursor = parameters.text("cursor", 500);
        String[] words =
                Arrays.stream(Standing.values()).map(standing -> standing.word).toArray(String[]::new);
        String word = parameters.oneOf("state", Standing.OPEN.word, words);
        return new ReportQuery(
                Caller.of(ctx).tenant(),
                Arrays.stream(Standing.values())
                        .filter(standing -> standing.word.equals(word))
                        .findFirst()
                        .orElseThrow(),
                cursor == null ? ReportCursor.start(now) : ReportCursor.parse(cursor),
                parameters.number("limit", 50, 1, 100));
    }
}
