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
 * match. It reads ever more hours at a time while the page is not full, so that hours with one link each cost a page
 * few round trips. The work is bounded: a page with few matches is short, and its cursor continues where the walk
 * stopped.
 *
 * <p>A walk serves one request. Its steps run one after another; therefore its fields need no lock.
 */
final class ListWalk {

    /** Codes that are fetched concurrently. */
    static final int CODES_OF_A_STEP = 50;

    /** After this many links, or hours without any, a page ends with the current step. */
    private static final int MOST_LINKS = 1_000;

    /** Hours that are known ahead. */
    private static final int MOST_HOURS = 200;

    /** Hours that are read concurrently. */
    private static final int MOST_AHEAD = 32;

    /** An hour of the list whose codes are being read. */
    private record OpenHour(long hour, CompletableFuture<SelectListEntries.Rows> rows) {}

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
    private final Deque<OpenHour> open = new ArrayDeque<>();
    private boolean hoursCutShort;
    private int ahead = 1;
    private ListCursor place;
    private int examined;
    private int hoursDone;

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
        return readHours(ListCursor.hour(query.cursor().createdAtMicros()));
    }

    private CompletableFuture<Page> readHours(long from) {
        return lists.hours(query.tenant(), query.list(), from, MOST_HOURS, reading)
                .thenCompose(listed -> {
                    hours.addAll(listed);
                    hoursCutShort = listed.size() == MOST_HOURS;
                    return nextStep();
                });
    }

    private CompletableFuture<Page> nextStep() {
        while (open.size() < ahead && !hours.isEmpty()) {
            long hour = hours.remove();
            long from = query.cursor().createdAtMicros();
            open.add(new OpenHour(hour, lists.codes(query.tenant(), query.list(), hour, from, reading)));
        }
        ahead = Math.min(2 * ahead, MOST_AHEAD);
        if (open.isEmpty()) {
            return hoursCutShort && !isLongEnough()
                    ? readHours(ListCursor.hour(place.createdAtMicros()))
                    : end(hoursCutShort);
        }
        return CompletableFuture.allOf(open.stream().map(OpenHour::rows).toArray(CompletableFuture[]::new))
                .thenCompose(read -> step());
    }

    /** Takes as many codes as are fetched at a time from the hours that are read, at least those of one answer. */
    private CompletableFuture<Page> step() {
        List<SelectListEntries.ListEntry> codes = new ArrayList<>();
        ListCursor end = place;
        while (!open.isEmpty()) {
            OpenHour next = open.remove();
            SelectListEntries.Rows rows = next.rows().join();
            List<SelectListEntries.ListEntry> more = rows.codes().stream()
                    .filter(listed -> !query.cursor().isPast(listed))
                    .toList();
            if (!codes.isEmpty() && codes.size() + more.size() > CODES_OF_A_STEP) {
                open.addFirst(next);
                break;
            }
            codes.addAll(more);
            if (rows.more()) {
                open.addFirst(new OpenHour(next.hour(), rows.next()));
                return fetch(codes, null);
            }
            end = ListCursor.beforeHour(next.hour());
            hoursDone++;
        }
        return fetch(codes, end);
    }

    /** @param end of the hours that are done; null if the last one is not */
    private CompletableFuture<Page> fetch(List<SelectListEntries.ListEntry> codes, @Nullable ListCursor end) {
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
                    return end(i + 1 < codes.size() || hasMore());
                }
            }
            place = end == null ? place : end;
            return isLongEnough() ? end(hasMore()) : nextStep();
        });
    }

    private boolean hasMore() {
        return !open.isEmpty() || !hours.isEmpty() || hoursCutShort;
    }

    /**
     * A short page with a cursor is better than none: the next page of a search continues, also when reads are slow.
     */
    private boolean isLongEnough() {
        return examined >= MOST_LINKS || hoursDone >= MOST_LINKS || reading.isLate();
    }

    private CompletableFuture<Page> end(boolean more) {
        return CompletableFuture.completedFuture(new Page(List.copyOf(found), more ? place : null));
    }
}
