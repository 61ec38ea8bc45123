package io.linklog.query.links;

import io.linklog.query.cassandra.Reading;
import io.linklog.query.lookup.LinkLookup;
import io.linklog.schemas.Link;
import io.linklog.schemas.words.SearchWords;
import io.linklog.schemas.words.WordMonth;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Builds one page of a search: goes backwards through the months, fetches the links of the candidates, and keeps those
 * that match. The work is bounded: a page with few matches is short, and its cursor continues where the walk stopped.
 *
 * <p>A walk serves one request. Its steps run one after another; therefore its fields need no lock.
 */
final class SearchWalk {

    /** Links that are fetched concurrently. */
    private static final int LINKS_OF_A_STEP = 50;

    /** After this many links or rows, a page ends with the current step. */
    private static final int MOST_LINKS = 1_000;

    private static final int MOST_ROWS = 10_000;

    /** The driver has room for many statements, but not for many walks with many. */
    private static final int STATEMENTS_AT_ONCE = 48;

    private final LinkLookup links;
    private final SelectWords select;
    private final ListQuery query;
    private final SearchWords wanted;
    private final Reading reading;
    private final List<Link> found = new ArrayList<>();
    private final Deque<Long> months = new ArrayDeque<>();
    private final Deque<MonthSearch> begun = new ArrayDeque<>();
    private WordEntry place;
    private int monthsAtOnce = 1;
    private int examined;
    private int rowsOfEarlierMonths;

    private SearchWalk(LinkLookup links, SelectWords select, ListQuery query, SearchWords wanted, Reading reading) {
        this.links = links;
        this.select = select;
        this.query = query;
        this.wanted = wanted;
        this.reading = reading;
        this.place = WordEntry.of(query.cursor());
    }

    static CompletableFuture<ListWalk.Page> page(
            LinkLookup links, SelectWords select, ListQuery query, SearchWords wanted, Reading reading) {
        return new SearchWalk(links, select, query, wanted, reading).begin();
    }

    private CompletableFuture<ListWalk.Page> begin() {
        return select.months(query.tenant(), WordMonth.of(place.createdAtMicros()), reading)
                .thenCompose(all -> {
                    months.addAll(all);
                    return nextMonth();
                });
    }

    private CompletableFuture<ListWalk.Page> nextMonth() {
        if (!begun.isEmpty()) {
            return step(begun.remove());
        }
        if (months.isEmpty()) {
            return end(false);
        }
        List<CompletableFuture<MonthSearch>> beginning = new ArrayList<>();
        for (int i = 0; i < monthsAtOnce && !months.isEmpty(); i++) {
            beginning.add(MonthSearch.begin(select, query.tenant(), months.remove(), wanted, place, reading));
        }
        // the first month often fills the page; rare words need many
        monthsAtOnce = Math.min(2 * monthsAtOnce, Math.max(1, STATEMENTS_AT_ONCE / (2 * wanted.size())));
        return CompletableFuture.allOf(beginning.toArray(CompletableFuture[]::new))
                .thenCompose(all -> {
                    beginning.forEach(one -> begun.add(one.join()));
                    return step(begun.remove());
                });
    }

    private CompletableFuture<ListWalk.Page> step(MonthSearch month) {
        List<WordEntry> candidates = month.candidates(LINKS_OF_A_STEP);
        place = WordEntry.later(place, month.done());
        if (!candidates.isEmpty()) {
            return fetch(candidates, month);
        }
        if (month.isOver()) {
            rowsOfEarlierMonths += month.rows();
            place = new WordEntry(WordMonth.begin(month.month()), "");
            boolean more = !begun.isEmpty() || !months.isEmpty();
            return more && !isLongEnough(0) ? nextMonth() : end(more);
        }
        return isLongEnough(month.rows()) ? end(true) : month.readOn().thenCompose(this::step);
    }

    private CompletableFuture<ListWalk.Page> fetch(List<WordEntry> candidates, MonthSearch month) {
        List<CompletableFuture<Optional<Link>>> states = new ArrayList<>();
        for (WordEntry candidate : candidates) {
            // without a trace: hundreds of spans say no more than those of the search's own statements
            states.add(reading.run(() -> links.findWithoutCaching(candidate.code(), SpanContext.getInvalid())));
        }
        return CompletableFuture.allOf(states.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            for (int i = 0; i < candidates.size(); i++) {
                examined++;
                states.get(i).join().filter(query::matches).ifPresent(found::add);
                if (found.size() == query.limit()) {
                    place = candidates.get(i);
                    return end(i + 1 < candidates.size() || !month.isOver() || !begun.isEmpty() || !months.isEmpty());
                }
            }
            return isLongEnough(month.rows()) ? end(true) : step(month);
        });
    }

    /** A short page with a cursor is better than none: the next page continues, also when reads are slow. */
    private boolean isLongEnough(int rowsOfMonth) {
        return examined >= MOST_LINKS || rowsOfEarlierMonths + rowsOfMonth >= MOST_ROWS || reading.isLate();
    }

    private CompletableFuture<ListWalk.Page> end(boolean more) {
        return CompletableFuture.completedFuture(new ListWalk.Page(List.copyOf(found), more ? place.cursor() : null));
    }
}
