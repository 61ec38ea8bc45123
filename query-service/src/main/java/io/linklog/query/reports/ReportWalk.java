package io.linklog.query.reports;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import io.linklog.query.cassandra.Reading;
import io.linklog.schemas.reports.ReportWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a list of reports, week by week, until a page is full. Bounded: after many rows, or half of the caller's
 * patience, it ends with the part that it has. Used by one request.
 */
final class ReportWalk {

    static final int ROWS_OF_A_STEP = 100;

    private static final int MOST_ROWS = 2_000;

    /** @param next where the next page begins; null at the end of the list */
    record Page(List<FoundReport> reports, @Nullable ReportCursor next) {}

    private final ReportStatements statements;
    private final Function<ReportCursor, CompletableFuture<Optional<FoundReport>>> find;
    private final ReportQuery query;
    private final Reading reading;
    private final long oldestWeek;
    private final List<FoundReport> found = new ArrayList<>();
    private ReportCursor position;
    private int rows;

    /**
     * @param find the report of a row; empty if it is not wanted
     * @param kept how far back the list reaches
     */
    ReportWalk(
            ReportStatements statements,
            Function<ReportCursor, CompletableFuture<Optional<FoundReport>>> find,
            ReportQuery query,
            Reading reading,
            Instant now,
            Duration kept) {
        this.statements = statements;
        this.find = find;
        this.query = query;
        this.reading = reading;
        this.oldestWeek = ReportWeek.of(now.minus(kept));
        ReportCursor newest = ReportCursor.start(now);
        // a made-up cursor is no long walk
        this.position = query.cursor().week() > newest.week() ? newest : query.cursor();
    }

    CompletableFuture<Page> page() {
        return week(position.week());
    }

    private CompletableFuture<Page> week(long week) {
        if (week < oldestWeek) {
            return CompletableFuture.completedFuture(new Page(found, null));
        }
        return statements
                .list(query.tenant(), week, position.reportedAtMicros(), reading)
                .thenCompose(page -> rows(week, page));
    }

    private CompletableFuture<Page> rows(long week, AsyncResultSet page) {
        List<ReportCursor> entries = new ArrayList<>();
        page.currentPage().forEach(row -> {
            ReportCursor entry = ReportStatements.entry(row);
            if (!query.cursor().isPast(entry)) {
                entries.add(entry);
            }
        });
        List<CompletableFuture<Optional<FoundReport>>> reads =
                entries.stream().map(find).toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            for (int i = 0; i < entries.size(); i++) {
                if (found.size() == query.limit()) {
                    return CompletableFuture.completedFuture(new Page(found, position));
                }
                position = entries.get(i);
                reads.get(i).join().ifPresent(found::add);
            }
            rows += entries.size();
            if (rows > 0 && (rows >= MOST_ROWS || reading.isLate())) {
                return CompletableFuture.completedFuture(new Page(found, position));
            }
            return page.hasMorePages()
                    ? statements.next(page, reading).thenCompose(next -> rows(week, next))
                    : week(week - 1);
        });
    }
}
