package io.linklog.query.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.reports.ReportPlaces.Latest;
import io.linklog.schemas.reports.ReportId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ReportPlacesTest {

    private final Random random = new Random(13);
    private final ReportPlaces places = new ReportPlaces(random::nextInt);

    @Test
    void twentyReportsOfOneMomentGetPlacesOfTheirOwnAndTheNextGetsNone() {
        Set<ReportId> taken = new HashSet<>();
        for (int i = 0; i < ReportId.PLACES; i++) {
            taken.add(places.take("abc", List.of()).orElseThrow());
        }
        assertThat(taken).hasSize(ReportId.PLACES);
        assertThat(places.take("abc", List.of())).isEmpty();
        assertThat(places.take("other", List.of())).isPresent();
    }

    @Test
    void aPlaceIsTakenAgainInTheNextRoundAfterItsReportWasDismissed() {
        List<Latest> full = new ArrayList<>();
        for (int place = 1; place <= ReportId.PLACES; place++) {
            full.add(new Latest(place, 1, place != 7));
        }
        full.add(new Latest(ReportId.SYSTEM, 1, false));
        assertThat(places.take("abc", full)).contains(new ReportId("abc", 7, 2));
        assertThat(places.take("abc", full)).isEmpty();
    }

    @Test
    void aPlaceWhoseReportWasNotWrittenIsFreeAgain() {
        for (int i = 0; i < ReportId.PLACES; i++) {
            places.take("abc", List.of());
        }
        ReportId lost = new ReportId("abc", 3, 1);
        places.release(lost);
        assertThat(places.take("abc", List.of())).contains(lost);
    }

    /** Several instances with late tables, restarts and dismissals: the log never has more open reports than places. */
    @RepeatedTest(20)
    void noOrderOfThingsOpensMoreReportsThanPlaces() {
        Map<ReportId, Boolean> log = new HashMap<>();
        List<ReportPlaces> instances = new ArrayList<>(List.of(places, new ReportPlaces(random::nextInt)));
        List<Latest> tables = List.of();
        for (int step = 0; step < 2_000; step++) {
            switch (random.nextInt(8)) {
                case 0 -> tables = latest(log);
                case 1 -> instances.set(random.nextInt(2), new ReportPlaces(random::nextInt));
                // an admin dismisses what the tables have
                case 2 ->
                    tables.stream()
                            .filter(Latest::isOpen)
                            .findAny()
                            .ifPresent(one -> log.put(new ReportId("abc", one.place(), one.round()), false));
                default -> {
                    Optional<ReportId> id = instances.get(random.nextInt(2)).take("abc", tables);
                    id.ifPresent(taken -> log.put(taken, true));
                }
            }
            assertThat(log.values().stream().filter(open -> open)).hasSizeLessThanOrEqualTo(ReportId.PLACES);
        }
    }

    private static List<Latest> latest(Map<ReportId, Boolean> log) {
        Map<Integer, Latest> latest = new HashMap<>();
        log.forEach((id, open) -> latest.merge(
                id.place(), new Latest(id.place(), id.round(), open), (a, b) -> a.round() > b.round() ? a : b));
        return List.copyOf(latest.values());
    }
}
