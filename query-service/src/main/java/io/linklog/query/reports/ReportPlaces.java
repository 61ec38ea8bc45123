package io.linklog.query.reports;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.linklog.schemas.reports.ReportId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;

/**
 * Chooses the places of new reports. What bounds the open reports of a link is {@link ReportId}; this class only avoids
 * that two reports of the same moment get the same place, so that the later replaces the earlier. It remembers what
 * this instance has given since the tables were last up to date; the edge sends the reports of a link to one instance.
 * Thread-safe.
 */
final class ReportPlaces {

    /** The latest report of a place, as the tables have it. */
    record Latest(int place, int round, boolean isOpen) {}

    /** Longer than the projector needs. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    /** About 1 KiB each. */
    private static final int MOST_LINKS = 10_000;

    private final IntUnaryOperator draw;
    /** The rounds that were given, by place, of each link. */
    private final Cache<String, Map<Integer, Integer>> given = Caffeine.newBuilder()
            .maximumSize(MOST_LINKS)
            .expireAfterWrite(REMEMBERED)
            .build();

    /** @param draw draws a number from 0 up to its argument, exclusive; thread-safe */
    ReportPlaces(IntUnaryOperator draw) {
        this.draw = draw;
    }

    /**
     * Takes a place of a link.
     *
     * @param known the latest report of each place
     * @return empty if every place has an open report
     */
    Optional<ReportId> take(String name, List<Latest> known) {
        Map<Integer, Latest> latest = new HashMap<>();
        known.forEach(one -> latest.put(one.place(), one));
        Map<Integer, Integer> own = given.get(name, link -> new ConcurrentHashMap<>());
        synchronized (own) {
            List<ReportId> free = new ArrayList<>();
            for (int place = 1; place <= ReportId.PLACES; place++) {
                Latest before = latest.getOrDefault(place, new Latest(place, 0, false));
                if (!before.isOpen() && own.getOrDefault(place, 0) <= before.round()) {
                    free.add(new ReportId(name, place, before.round() + 1));
                }
            }
            if (free.isEmpty()) {
                return Optional.empty();
            }
            // by chance: two instances that do not know of each other rarely choose the same
            ReportId chosen = free.get(draw.applyAsInt(free.size()));
            own.put(chosen.place(), chosen.round());
            return Optional.of(chosen);
        }
    }

    /** Gives back a place whose report was not written. */
    void release(ReportId id) {
        Map<Integer, Integer> own = given.getIfPresent(id.name());
        if (own != null) {
            own.remove(id.place(), id.round());
        }
    }
}
