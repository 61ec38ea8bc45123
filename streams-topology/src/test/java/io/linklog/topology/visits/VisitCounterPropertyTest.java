package io.linklog.topology.visits;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitCount;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.VisitTotals;
import io.linklog.visits.Generation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.datasketches.hll.HllSketch;

/** Each visit counts once, in its own rows, for any order, repeats, batches and crashes. */
class VisitCounterPropertyTest {

    private static final int SHARD = 0;
    private static final int JOURNALS = 3;
    private static final Instant BEGIN = Instant.parse("2026-11-24T22:40:00Z");

    /** A row, counted in the simplest way. */
    private record Row(long human, long bot, Set<Long> visitors, Map<String, Map<String, List<Long>>> dimensions) {}

    @Provide
    Arbitrary<List<Visit>> visits() {
        Arbitrary<Visit> one = Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.integers().between(0, 180),
                        Arbitraries.of(VisitKind.class).edgeCases(none -> none.none()),
                        Arbitraries.longs().between(1, 12).injectNull(0.2),
                        Arbitraries.of("Firefox", "Chrome").injectNull(0.2),
                        Arbitraries.of("user-agent", "prefetch").injectNull(0.6),
                        Arbitraries.of("example.org", "t.co").injectNull(0.3),
                        Arbitraries.integers().between(0, 1))
                .as((code, minute, kind, visitor, browser, bot, referrer, redirect) -> Visits.of(
                                "", 0, code, BEGIN.plus(Duration.ofMinutes(minute)))
                        .setTenant(code.equals("c") ? "team" : "default")
                        .setKind(redirect == 1 ? VisitKind.REDIRECT : kind)
                        .setVisitor(visitor)
                        .setBrowser(browser)
                        .setBot(bot)
                        .setReferrer(referrer)
                        .build());
        return one.list().ofMaxSize(120);
    }

    @Property(tries = 200)
    void everyVisitCountsOnceWhateverTheOrderRepeatsBatchesAndCrashes(
            @ForAll("visits") List<Visit> visits, @ForAll Random random) {
        List<List<Visit>> journals = numbered(visits, random);
        MapState state = new MapState();
        // either no row or every row fits: rows are written and read back, or stay in memory
        long memory = random.nextBoolean() ? 20_000 : 1_000_000_000;
        VisitCounter counting = new VisitCounter(Generation.FIRST, SHARD, state, Map.of(), memory);
        long now = 1_000;
        int[] sent = new int[JOURNALS];
        int[] committed = new int[JOURNALS];
        while (true) {
            int one = random.nextInt(JOURNALS);
            if (sent[one] < journals.get(one).size()) {
                Visit visit = journals.get(one).get(sent[one]++);
                if (counting.register(visit) != VisitCounter.REPEAT) {
                    counting.add(visit);
                }
            } else if (done(journals, sent)) {
                break;
            }
            switch (random.nextInt(12)) {
                // a commit; the clock can stand still or go back
                case 0 -> {
                    now += random.nextInt(20) - 5;
                    counting.flush(now);
                    state.commit();
                    committed = sent.clone();
                }
                // the memory is full in the middle of a transaction
                case 1 -> {
                    if (counting.isFull()) {
                        counting.makeRoom(now);
                    }
                }
                // a journal repeats its visits from an earlier one
                case 2 -> sent[one] = random.nextInt(sent[one] + 1);
                // a crash between two commits: uncommitted counts are lost, and the visits are read again
                case 3 -> {
                    state.rollBack();
                    counting = new VisitCounter(Generation.FIRST, SHARD, state, Map.of(), memory);
                    sent = committed.clone();
                }
                default -> {}
            }
        }
        counting.flush(now);

        Map<TotalsKey, Row> expected = model(visits);
        Map<TotalsKey, VisitTotals> actual = state.rows();
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, row) -> assertSame(key, row, actual.get(key)));
        for (int i = 0; i < JOURNALS; i++) {
            if (!journals.get(i).isEmpty()) {
                assertThat(state.countsOf("journal-" + i).getSequence())
                        .isEqualTo(journals.get(i).size());
                assertThat(state.countsOf("journal-" + i).getMissing()).isZero();
            }
        }
    }

    @Property(tries = 100)
    void sketchesOfShardsTogetherAreTheSketchOfAllVisitors(@ForAll("visits") List<Visit> visits) {
        var union = new org.apache.datasketches.hll.Union(Totals.LG_K);
        HllSketch all = new HllSketch(Totals.LG_K);
        List<Totals> shards = List.of(totals(), totals());
        for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            shards.get(i % 2).add(visit, Dimension.valuesOf(visit));
            if (visit.getBot() == null && visit.getVisitor() != null) {
                all.update((long) visit.getVisitor());
            }
        }
        for (Totals shard : shards) {
            ByteBuffer unique = shard.record(1).getUnique();
            if (unique.hasRemaining()) {
                union.update(HllSketch.heapify(unique.array()));
            }
        }
        assertThat(union.getEstimate()).isEqualTo(all.getEstimate());
    }

    private static Totals totals() {
        return Totals.empty(TotalsKey.at("a", StatsUnit.DAY, 0), SHARD, 1);
    }

    private static List<List<Visit>> numbered(List<Visit> visits, Random random) {
        List<List<Visit>> journals = new ArrayList<>();
        for (int i = 0; i < JOURNALS; i++) {
            journals.add(new ArrayList<>());
        }
        for (Visit visit : visits) {
            int journal = random.nextInt(JOURNALS);
            visit.setJournal("journal-" + journal);
            visit.setSequence(journals.get(journal).size() + 1);
            journals.get(journal).add(visit);
        }
        return journals;
    }

    private static boolean done(List<List<Visit>> journals, int[] sent) {
        return Arrays.equals(journals.stream().mapToInt(List::size).toArray(), sent);
    }

    private static Map<TotalsKey, Row> model(List<Visit> visits) {
        Map<TotalsKey, List<Visit>> byRow = new HashMap<>();
        for (Visit visit : visits) {
            long at = visit.getAt().toEpochMilli();
            boolean redirect = visit.getKind() == VisitKind.REDIRECT;
            String suffix = visit.getTenant().equals("default") ? "" : "@" + visit.getTenant();
            for (String code : redirect ? List.of(visit.getCode(), "*" + suffix) : List.of("*orphans" + suffix)) {
                for (StatsUnit unit : StatsUnit.values()) {
                    byRow.computeIfAbsent(TotalsKey.at(code, unit, at), key -> new ArrayList<>())
                            .add(visit);
                }
            }
        }
        Map<TotalsKey, Row> rows = new HashMap<>();
        byRow.forEach((key, of) -> rows.put(key, row(of)));
        return rows;
    }

    private static Row row(List<Visit> visits) {
        Set<Long> visitors = new HashSet<>();
        Map<String, Map<String, List<Long>>> dimensions = new TreeMap<>();
        long human = 0;
        long bot = 0;
        for (Visit visit : visits) {
            boolean person = visit.getBot() == null;
            human += person ? 1 : 0;
            bot += person ? 0 : 1;
            if (person && visit.getVisitor() != null) {
                visitors.add(visit.getVisitor());
            }
            count(dimensions, "referrer", visit.getReferrer(), person);
            count(dimensions, "browser", visit.getBrowser(), person);
            count(dimensions, "os", null, person);
            count(dimensions, "device", "OTHER", person);
            count(dimensions, "country", null, person);
            count(dimensions, "city", null, person);
            if (!person) {
                count(dimensions, "bot", visit.getBot(), false);
            }
            if (visit.getKind() != VisitKind.REDIRECT) {
                count(dimensions, "kind", visit.getKind().name(), person);
            }
        }
        return new Row(human, bot, visitors, dimensions);
    }

    private static void count(
            Map<String, Map<String, List<Long>>> dimensions, String name, String value, boolean person) {
        dimensions
                .computeIfAbsent(name, key -> new TreeMap<>())
                .merge(
                        value == null ? "" : value,
                        person ? List.of(1L, 0L) : List.of(0L, 1L),
                        (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
    }

    private static void assertSame(TotalsKey key, Row expected, VisitTotals actual) {
        assertThat(actual.getHuman()).as("%s human", key).isEqualTo(expected.human());
        assertThat(actual.getBot()).as("%s bot", key).isEqualTo(expected.bot());
        assertThat(actual.getShard()).isEqualTo(SHARD);
        // so few visitors are counted exactly
        double unique = actual.getUnique().hasRemaining()
                ? HllSketch.heapify(bytes(actual.getUnique())).getEstimate()
                : 0;
        assertThat(Math.round(unique))
                .as("%s visitors", key)
                .isEqualTo(expected.visitors().size());
        Map<String, Map<String, List<Long>>> dimensions = new TreeMap<>();
        actual.getDimensions().forEach((name, values) -> {
            Map<String, List<Long>> of = new TreeMap<>();
            values.forEach((value, count) -> of.put(value, counts(count)));
            dimensions.put(name, of);
        });
        assertThat(dimensions).as("%s", key).isEqualTo(expected.dimensions());
    }

    private static List<Long> counts(VisitCount count) {
        return List.of(count.getHuman(), count.getBot());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
