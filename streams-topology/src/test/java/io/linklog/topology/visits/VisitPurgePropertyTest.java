package io.linklog.topology.visits;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.rules.VisitPurgeRules;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is purged is gone, and stays gone in a count that begins anew. */
class VisitPurgePropertyTest {

    private static final Instant BEGIN = Instant.parse("2026-11-24T22:40:00Z");

    @Provide
    Arbitrary<List<Visit>> visits() {
        return Combinators.combine(
                        Arbitraries.of("a", "b"),
                        Arbitraries.integers().between(0, 180),
                        Arbitraries.of(VisitKind.REDIRECT, VisitKind.UNKNOWN),
                        Arbitraries.longs().between(1, 12),
                        Arbitraries.of("user-agent").injectNull(0.7))
                .as((code, minute, kind, visitor, bot) -> Visits.of("", 0, code, BEGIN.plus(Duration.ofMinutes(minute)))
                        .setKind(kind)
                        .setVisitor(visitor)
                        .setBot(bot)
                        .build())
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 300)
    void aPurgeInTheMiddleLeavesWhatACountThatKnowsOfItFindsAndNoPurgedVisit(
            @ForAll("visits") List<Visit> visits, @ForAll Random random) {
        String name = random.nextBoolean() ? "a" : VisitStatsKey.orphans("default");
        Instant until = BEGIN.plus(Duration.ofMinutes(random.nextInt(200)));
        // each visit after the purge arrives when it is known; of those before, some arrive late
        List<Visit> before = new ArrayList<>();
        List<Visit> after = new ArrayList<>();
        visits.forEach(visit -> (visit.getAt().isAfter(until) || random.nextInt(4) == 0 ? after : before).add(visit));

        Map<String, Instant> purges = new HashMap<>();
        MapState live = new MapState();
        long memory = random.nextBoolean() ? 20_000 : 1_000_000_000;
        VisitCounter counting = new VisitCounter(Generation.FIRST, 0, live, purges, memory);
        count(counting, before, random);
        purges.put(name, until);
        boolean early = random.nextBoolean();
        if (early) {
            counting.purge(name, until);
        }
        count(counting, after, random);
        if (!early) {
            counting.purge(name, until);
        }
        counting.flush(1);
        MapState anew = new MapState();
        VisitCounter recount = new VisitCounter(Generation.FIRST, 0, anew, purges, memory);
        count(recount, visits, random);
        recount.flush(1);

        assertThat(live.rows().values()).noneMatch(row -> VisitPurgeRules.isPurged(row, purges.get(row.getCode())));
        long purged = visits.stream()
                .filter(visit ->
                        VisitStatsKey.name(visit).equals(name) && !visit.getAt().isAfter(until))
                .count();
        assertThat(purged(live)).isEqualTo(purged).isEqualTo(purged(anew));
        assertThat(shown(live, purges)).isEqualTo(shown(anew, purges)).isEqualTo(expected(visits, name, until));
        assertThat(anew.rows().values()).noneMatch(row -> row.getHuman() + row.getBot() == 0);
    }

    private static void count(VisitCounter counting, List<Visit> visits, Random random) {
        for (Visit visit : visits) {
            counting.add(visit);
            if (random.nextInt(5) == 0) {
                counting.flush(1);
            }
            if (counting.isFull()) {
                counting.makeRoom(1);
            }
        }
    }

    private static long purged(MapState state) {
        VisitsCounted purged = state.countsOf(VisitStatsKey.PURGED);
        return purged == null ? 0 : purged.getSequence();
    }

    /** The rows that tables show. */
    private static Map<String, String> shown(MapState state, Map<String, Instant> purges) {
        return shown(state.rows().values().stream()
                .filter(row -> !VisitPurgeRules.isPurged(row, purges.get(row.getCode())))
                .toList());
    }

    private static Map<String, String> shown(Collection<VisitTotals> rows) {
        Map<String, String> shown = new TreeMap<>();
        rows.stream()
                .filter(row -> row.getHuman() + row.getBot() > 0)
                .forEach(row -> shown.put(UndisturbedCount.key(row), UndisturbedCount.describe(row)));
        return shown;
    }

    /** The rows of a count that never knew of a purge, without the purged visits but in the sums of all links. */
    private static Map<String, String> expected(List<Visit> visits, String name, Instant until) {
        MapState all = new MapState();
        VisitCounter every = new VisitCounter(Generation.FIRST, 0, all, Map.of(), 1_000_000_000);
        MapState left = new MapState();
        VisitCounter rest = new VisitCounter(Generation.FIRST, 0, left, Map.of(), 1_000_000_000);
        visits.forEach(every::add);
        visits.stream()
                .filter(visit -> !(VisitStatsKey.name(visit).equals(name)
                        && !visit.getAt().isAfter(until)))
                .forEach(rest::add);
        every.flush(1);
        rest.flush(1);
        String sums = VisitStatsKey.allLinks("default");
        List<VisitTotals> rows = new ArrayList<>();
        all.rows().values().stream().filter(row -> row.getCode().equals(sums)).forEach(rows::add);
        left.rows().values().stream().filter(row -> !row.getCode().equals(sums)).forEach(rows::add);
        return shown(rows);
    }
}
