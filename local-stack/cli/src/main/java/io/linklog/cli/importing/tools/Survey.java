package io.linklog.cli.importing.tools;

import io.linklog.cli.importing.values.DateOrder;
import io.linklog.cli.importing.values.Dates;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * What a file says as a whole, from reading it once before: the order of day and month of each column, and where each
 * short link of it leads. Not thread-safe.
 */
final class Survey {

    private static final int MOST_HOPS = 10;

    private final Map<String, Set<DateOrder>> orders = new HashMap<>();
    private final Set<String> domains = new HashSet<>();
    /** The target of each short link, by domain there and slug. */
    private final Map<String, String> targets;
    /** Domain there and line of the first link with a name here. */
    private final Map<String, String> firsts;
    /** Lines of the links whose name here comes from two domains there. */
    private final Map<String, String> clashes;

    /** @param store is closed by the caller, after this is used */
    Survey(MVStore store) {
        this.targets = store.openMap("targets");
        this.firsts = store.openMap("firsts");
        this.clashes = store.openMap("clashes");
    }

    /** Notes what a date proves about its column. */
    void date(String column, String text) {
        DateOrder order = Dates.proof(text);
        if (order != null) {
            orders.computeIfAbsent(column, any -> EnumSet.noneOf(DateOrder.class))
                    .add(order);
        }
    }

    /** The order of day and month in a column; null when no date of it proves one, or two prove both. */
    @Nullable
    DateOrder order(String column) {
        Set<DateOrder> proved = orders.getOrDefault(column, Set.of());
        return proved.size() == 1 ? proved.iterator().next() : null;
    }

    /** Notes that a domain is one of the file's short domains. */
    void domain(String there) {
        if (!there.isEmpty()) {
            domains.add(there);
        }
    }

    /**
     * Notes a short link.
     *
     * @param there its domain in the file
     * @param here its domain in Linklog
     */
    void link(String there, String here, String slug, long line, String target) {
        targets.putIfAbsent(there + "/" + slug, target);
        String first = firsts.putIfAbsent(here + "/" + slug, there + " " + line);
        if (first != null && !first.startsWith(there + " ")) {
            String place = first.substring(0, first.indexOf(' '));
            clashes.putIfAbsent(
                    here + "/" + slug,
                    (place.isEmpty() ? "the default domain" : place) + " (line " + first.substring(place.length() + 1)
                            + ") and " + (there.isEmpty() ? "the default domain" : there) + " (line " + line + ")");
        }
    }

    /** Where two links of one name are; null for a name of one domain only. */
    @Nullable
    String clash(String here, String slug) {
        return clashes.get(here + "/" + slug);
    }

    /** Whether a target is a short link on a domain of the file. */
    boolean isShortLink(String target) {
        return !domains.isEmpty() && domains.contains(ShortUrl.of(target).host());
    }

    /** Where a short link of the file leads at last; null when the file does not say. */
    @Nullable
    String resolve(String target) {
        String at = target;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            ShortUrl url = ShortUrl.of(at);
            if (!domains.contains(url.host())) {
                return at;
            }
            String next = targets.get(url.host() + "/" + url.code());
            // Shlink names no domain for its default one
            at = next == null ? targets.get("/" + url.code()) : next;
            if (at == null) {
                return null;
            }
        }
        return null;
    }
}
