package io.linklog.query.links;

import io.linklog.query.lookup.LinkLookup;
import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes one page of a list: walks the hours backwards, fetches the links of some codes at a time, and keeps those that
 * are wanted. Bounded in work: a page that finds little is short, and its cursor goes on where it stopped.
 *
 * <p>One walk is one request. Its steps follow each other, so that its fields need no lock.
 */
final class ListWalk {

    /** Codes fetched at the same time. */
    static final int CODES_OF_A_STEP = 100;

    /** Links looked at for a page, at least; a step more at most. */
    private static final int MOST_LINKS = 2_000;

    private static final int MOST_HOURS = 200;
    private static final String TENANT = "default";

    /**
     * Some links, newest first.
     *
     * @param next null at the end of the list
     */
    record Page(List<Link> links, @Nullable ListCursor next) {}

    private final LinkLookup links;
    private final SelectListed lists;
    private final ListQuery query;
    private final SpanContext trace;
    private final List<Link> found = new ArrayList<>();
    private final Deque<Long> hours = new ArrayDeque<>();
    private boolean hoursCutShort;
    private ListCursor place;
    private int lookedAt;

    private ListWalk(LinkLookup links, SelectListed lists, ListQuery query, SpanContext trace) {
        this.links = links;
        this.lists = lists;
        this.query = query;
        this.trace = trace;
        this.place = query.cursor();
    }

    static CompletableFuture<Page> page(LinkLookup links, SelectListed lists, ListQuery query, SpanContext trace) {
        return new ListWalk(links, lists, query, trace).begin();
    }

    private CompletableFuture<Page> begin() {
        long from = ListCursor.hour(query.cursor().createdAtMicros());
        return lists.hours(TENANT, query.list(), from, MOST_HOURS, trace).thenCompose(listed -> {
            hours.addAll(listed);
            hoursCutShort = listed.size() == MOST_HOURS;
            return nextHour();
        });
    }

    private CompletableFuture<Page> nextHour() {
        Long hour = hours.poll();
        if (hour == null) {
            return done(hoursCutShort);
        }
        return lists.codes(TENANT, query.list(), hour, query.cursor().createdAtMicros(), trace)
                .thenCompose(rows -> step(hour, rows));
    }

    private CompletableFuture<Page> step(long hour, SelectListed.Rows rows) {
        List<SelectListed.Listed> codes = rows.codes();
        codes.removeIf(query.cursor()::isPast);
        List<CompletableFuture<Optional<Link>>> states = new ArrayList<>();
        for (SelectListed.Listed listed : codes) {
            // without a trace: hundreds of spans say no more than those of the list's own statements
            states.add(links.findWithoutCaching(listed.code(), SpanContext.getInvalid()));
        }
        return CompletableFuture.allOf(states.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            for (int i = 0; i < codes.size(); i++) {
                place = new ListCursor(
                        codes.get(i).createdAtMicros(), codes.get(i).code());
                lookedAt++;
                states.get(i).join().filter(query::wants).ifPresent(found::add);
                if (found.size() == query.limit()) {
                    return done(i + 1 < codes.size() || rows.more() || !hours.isEmpty() || hoursCutShort);
                }
            }
            if (rows.more()) {
                return lookedAt >= MOST_LINKS ? done(true) : rows.next().thenCompose(next -> step(hour, next));
            }
            place = ListCursor.beforeHour(hour);
            return lookedAt >= MOST_LINKS ? done(!hours.isEmpty() || hoursCutShort) : nextHour();
        });
    }

    private CompletableFuture<Page> done(boolean more) {
        return CompletableFuture.completedFuture(new Page(List.copyOf(found), more ? place : null));
    }
}
