package io.linklog.topology.visits;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.visits.Generation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology of a generation that counts the log again. */
class RecountTest {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
    private static final Generation THIRD = new Generation(
            3,
            Instant.parse("2026-10-27T00:00:00Z"),
            Instant.parse("2026-11-24T22:00:00Z"),
            List.of("AcmeWatch", "!curl"),
            Optional.empty());

    @TempDir
    Path stateDir;

    private VisitTopologyDriver tally;

    @BeforeEach
    void open() throws Exception {
        tally = new VisitTopologyDriver(stateDir, THIRD, VisitReclassifier.of(THIRD));
    }

    @AfterEach
    void close() {
        tally.close();
    }

    private Visit.Builder visit(long sequence, String userAgent) {
        return Visits.of("j1", sequence, "code", tally.now).setUserAgent(userAgent);
    }

    private VisitTotals day() {
        return tally.totals().get("code/DAY/2026-11-24T00:00:00Z/0/3");
    }

    @Test
    void visitsAreDescribedAnewAndCountedUnderTheirGeneration() {
        tally.visit(visit(1, FIREFOX));
        tally.visit(visit(2, FIREFOX + " AcmeWatch"));
        tally.visit(visit(3, "curl/8.5.0").setBot("program").setBrowser(null));
        Map<String, VisitTotals> totals = tally.totals();
        assertThat(totals).allSatisfy((key, row) -> {
            assertThat(key).endsWith("/3");
            assertThat(row.getGeneration()).isEqualTo(3);
            assertThat(row.getHuman()).isEqualTo(2);
            assertThat(row.getBot()).isEqualTo(1);
            assertThat(row.getDimensions().get("bot")).containsOnlyKeys("listed");
            assertThat(row.getDimensions().get("os").get("Linux").getHuman()).isEqualTo(1);
        });
        tally.visit(visit(4, FIREFOX));
        assertThat(tally.counted().getGeneration()).isEqualTo(3);
    }

    @Test
    void whatWasKnownOnlyWhenItWasAnsweredStays() {
        tally.visit(visit(1, FIREFOX).setBot("prefetch"));
        tally.visit(visit(2, "curl/8.5.0").setBot("HEAD"));
        tally.visit(Visits.of("j1", 3, "code", tally.now));
        VisitTotals day = day();
        assertThat(day.getDimensions().get("bot")).containsOnlyKeys("prefetch", "HEAD");
        assertThat(day.getHuman()).as("who wanted nothing to be kept").isEqualTo(1);
    }

    @Test
    void whatTheLogHasNoMoreInFullIsLeftToOlderGenerationsAndMissingToNobody() {
        tally.visit(Visits.of("j1", 700, "code", THIRD.from().minusMillis(1)));
        tally.visit(Visits.of("j1", 701, "code", THIRD.from()));
        Map<String, VisitTotals> totals = tally.totals();
        assertThat(totals).containsKey("code/DAY/2026-10-27T00:00:00Z/0/3");
        assertThat(totals).doesNotContainKey("code/DAY/2026-10-26T00:00:00Z/0/3");
        tally.visit(visit(705, FIREFOX));
        VisitsCounted counted = tally.counted();
        assertThat(counted.getSequence()).isEqualTo(705);
        assertThat(counted.getMissing()).isEqualTo(3);
    }

    @Test
    void aJournalThatBeginsAfterTheRecountBeganIsHeldToBeginWithItsFirstVisit() {
        tally.visit(visit(3, FIREFOX));
        assertThat(tally.counted().getMissing()).isEqualTo(2);
    }

    @Test
    void onlyWhatCameSinceItBeganGetsALetter() {
        byte[] bytes = "no Avro".getBytes(StandardCharsets.UTF_8);
        tally.bytes.pipeInput(new TestRecord<>(null, bytes, THIRD.startedAt().minusSeconds(1)));
        tally.visit(visit(1, FIREFOX).setPartition(5).setAt(THIRD.startedAt().minus(Duration.ofDays(1))));
        assertThat(tally.deadLetters.readRecordsToList()).isEmpty();
        tally.bytes.pipeInput(new TestRecord<>(null, bytes, THIRD.startedAt()));
        tally.visit(visit(1, FIREFOX).setPartition(5));
        assertThat(tally.deadLetters.readRecordsToList()).hasSize(2);
    }

    @Test
    void placesComeFromWhatIsKeptOfTheAddress() throws Exception {
        Path database = Path.of("../query-service/src/test/resources/io/linklog/query/visitlog/GeoIP2-City-Test.mmdb");
        Generation located =
                new Generation(4, Instant.EPOCH, Instant.EPOCH, List.of(), Optional.of(database.toString()));
        try (VisitReclassifier description = VisitReclassifier.of(located)) {
            assertThat(description
                            .apply(visit(1, FIREFOX).setAddress("175.16.199.0").build())
                            .getCountry())
                    .isEqualTo("CN");
            assertThat(description
                            .apply(visit(2, FIREFOX).setAddress("2001:218::").build())
                            .getCountry())
                    .isEqualTo("JP");
            for (String none : List.of("localhost", "1.2.3", "999.1.1.1", "::zz", "")) {
                assertThat(description
                                .apply(visit(3, FIREFOX)
                                        .setAddress(none)
                                        .setCountry("FI")
                                        .build())
                                .getCountry())
                        .isNull();
            }
        }
    }
}
