package io.linklog.query.links;

import io.linklog.query.cassandra.Reading;
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
 * Builds one page of a list: walks the hours backwards, fetches the links of a batch of codes, and keeps those that
 * match. The work is bounded: a page with few matches is short, and its cursor continues where the walk stopped.
 *
 * <p>A walk serves one request. Its steps run one after another; therefore its fields need no lock.
 */
final class ListWalk {

    /** Codes that are fetched concurrently. */
    static final int CODES_OF_A_STEP = 50;

    /** After this many links, a page ends with the current step. */
    private static final int MOST_LINKS = 1_000;

    private static final int MOST_HOURS = 200;

    /**
     * Links, newest first.
     *
     * @param next null at the end of the list
     */
    record Page(List<Link> links, @Nullable ListCursor next) {}

    private final LinkLookup links;
    private final SelectListEntries lists;
    private final ListQuery query;
    private final Reading reading;
    private final List<Link> found = new ArrayList<>();
    private final Deque<Long> hours = new ArrayDeque<>();
    private boolean hoursCutShort;
    private ListCursor place;
    private int examined;

    private ListWalk(LinkLookup links, SelectListEntries lists, ListQuery query, Reading reading) {
        this.links = links;
        this.lists = lists;
        this.query = query;
        this.reading = reading;
        this.place = query.cursor();
    }

    static CompletableFuture<Page> page(LinkLookup links, SelectListEntries lists, ListQuery query, Reading reading) {
        return new ListWalk(links, lists, query, reading).begin();
    }

    private CompletableFuture<Page> begin() {
        long from = ListCursor.hour(query.cursor().createdAtMicros());
        return lists.hours(query.tenant(), query.list(), from, MOST_HOURS, reading)
                .thenCompose(listed -> {
                    hours.addAll(listed);
                    hoursCutShort = listed.size() == MOST_HOURS;
                    return nextHour();
                });
    }

    private CompletableFuture<Page> nextHour() {
        Long hour = hours.poll();
        if (hour == null) {
            return end(hoursCutShort);
        }
        return lists.codes(query.tenant(), query.list(), hour, query.cursor().createdAtMicros(), reading)
                .thenCompose(rows -> step(hour, rows));
    }

    private CompletableFuture<Page> step(long hour, SelectListEntries.Rows rows) {
        List<SelectListEntries.ListEntry> codes = rows.codes();
        codes.removeIf(query.cursor()::isPast);
        List<CompletableFuture<Optional<Link>>> states = new ArrayList<>();
        for (SelectListEntries.ListEntry listed : codes) {
            // without a trace: hundreds of spans say no more than those of the list's own statements
            states.add(reading.run(() -> links.findWithoutCaching(listed.code(), SpanContext.getInvalid())));
        }
        return CompletableFuture.allOf(states.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            for (int i = 0; i < codes.size(); i++) {
                place = new ListCursor(
                        codes.get(i).createdAtMicros(), codes.get(i).code());
                examined++;
                states.get(i).join().filter(query::matches).ifPresent(found::add);
                if (found.size() == query.limit()) {
                    return end(i + 1 < codes.size() || rows.more() || !hours.isEmpty() || hoursCutShort);
                }
            }
            if (rows.more()) {
                return isLongEnough() ? end(true) : rows.next().thenCompose(next -> step(hour, next));
            }
            place = ListCursor.beforeHour(hour);
            return isLongEnough() ? end(!hours.isEmpty() || hoursCutShort) : nextHour();
        });
    }

    /**
     * A short page with a cursor is better than none: the next page of a search continues, also when reads are slow.
     */
    private boolean isLongEnough() {
        return examined >= MOST_LINKS || reading.isLate();
    }

    private CompletableFuture<Page> end(boolean more) {
        return CompletableFuture.completedFuture(new Page(List.copyOf(found), more ? place : null));
    }
}
