package io.linklog.visits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T05:10:00.123Z");
    private static final Duration RETENTION = Duration.ofDays(30);

    private static Counts recount(Counts before, Instant at, String bot) {
        return before.startRecount(at, RETENTION, List.of(bot), Optional.empty())
                .switchToPending();
    }

    @Test
    void aRecountCountsTheCompleteDaysOfTheLogAndTheOldGenerationStaysCurrent() {
        Counts counts = Counts.FIRST.startRecount(NOW, RETENTION, List.of("a"), Optional.of("/geo.mmdb"));
        assertThat(counts.current()).isEqualTo(Generation.FIRST);
        assertThat(counts.active()).extracting(Generation::number).containsExactly(1, 2);
        Generation pending = counts.pending().orElseThrow();
        assertThat(pending.from()).isEqualTo("2026-10-30T00:00:00Z");
        assertThat(Duration.between(pending.from(), NOW)).isLessThan(RETENTION.minusDays(1));
    }

    @Test
    void afterTheSwitchTheOldGenerationHasTheEarlierVisitsAndItsOtherRowsAreObsolete() {
        Counts counts = recount(Counts.FIRST, NOW, "a");
        assertThat(counts.current().number()).isEqualTo(2);
        assertThat(counts.pending()).isEmpty();
        assertThat(counts.readable()).extracting(Generation::number).containsExactly(1, 2);
        assertThat(counts.obsolete())
                .containsExactly(new Counts.ObsoleteRows(1, counts.current().from()));
        assertThat(counts.withoutObsolete(counts.obsolete().get(0)).obsolete()).isEmpty();
    }

    @Test
    void aGenerationThatIsReplacedOnTheSameDayIsNotReadable() {
        Counts counts = recount(recount(Counts.FIRST, NOW, "a"), NOW.plusSeconds(60), "b");
        assertThat(counts.readable()).extracting(Generation::number).containsExactly(1, 3);
        Counts later = recount(counts, NOW.plus(Duration.ofDays(3)), "c");
        assertThat(later.readable()).extracting(Generation::number).containsExactly(1, 3, 4);
        assertThat(later.readable().get(1).bots())
                .as("lists of a generation that no longer counts")
                .isEmpty();
    }

    @Test
    void aNumberIsNeverUsedTwice() {
        Counts counts = Counts.FIRST
                .startRecount(NOW, RETENTION, List.of(), Optional.empty())
                .startRecount(NOW, RETENTION, List.of(), Optional.empty());
        assertThat(counts.pending().orElseThrow().number()).isEqualTo(3);
        assertThat(counts.obsolete()).containsExactly(new Counts.ObsoleteRows(2, Instant.EPOCH));
    }

    @Test
    void jsonKeepsEverything() throws Exception {
        Counts counts = recount(Counts.FIRST, NOW, "ä \"quoted\" \\b")
                .startRecount(NOW, RETENTION, List.of("!x"), Optional.of("/geo.mmdb"));
        assertThat(CountsJson.read(CountsJson.write(counts))).isEqualTo(counts);
        assertThat(CountsJson.read(CountsJson.write(Counts.FIRST))).isEqualTo(Counts.FIRST);
    }

    @Test
    void theFormatOfStoredValuesDoesNotChange() throws Exception {
        String stored = "{\"format\":1,\"held\":[{\"generation\":1,\"from\":\"1970-01-01T00:00:00Z\","
                + "\"begun\":\"1970-01-01T00:00:00Z\",\"bots\":[]},"
                + "{\"generation\":2,\"from\":\"2026-10-30T00:00:00Z\",\"begun\":\"2026-11-27T05:10:00.123Z\","
                + "\"bots\":[\"a\"]}],\"coming\":{\"generation\":3,\"from\":\"2026-10-30T00:00:00Z\","
                + "\"begun\":\"2026-11-27T05:10:00.123Z\",\"bots\":[\"!x\"],\"places\":\"/geo.mmdb\"},"
                + "\"leaving\":[{\"generation\":1,\"from\":\"2026-10-30T00:00:00Z\"}]}";
        Counts counts =
                recount(Counts.FIRST, NOW, "a").startRecount(NOW, RETENTION, List.of("!x"), Optional.of("/geo.mmdb"));
        assertThat(CountsJson.write(counts)).isEqualTo(stored);
        assertThat(CountsJson.read(stored)).isEqualTo(counts);
        assertThat(CountsJson.read(stored.replace("\"format\":1,", "\"format\":1,\"later\":{},")))
                .as("with an unknown field")
                .isEqualTo(counts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"format":1,"held":[],"leaving":[]}                                          | held
                    {"format":2}                                                                 | format
                    []                                                                           | object
                    {"format":1,"leaving":[]}                                                    | held
                    {"format":1,"held":[null],"leaving":[]}                                      | held
                    {"format":1,"held":[GENERATION]}                                             | leaving
                    {"format":1,"held":[GENERATION],"leaving":{}}                                | leaving
                    {"format":1,"held":[GENERATION],"leaving":[],"coming":1}                     | coming
                    {"format":1,"held":[GENERATION],"leaving":[{"from":TIME}]}                   | generation
                    {"format":1,"held":[GENERATION],"leaving":[{"generation":0,"from":TIME}]}    | generation
                    {"format":1,"held":[GENERATION],"leaving":[{"generation":1,"from":"today"}]} | from
                    """)
    void aMalformedValueIsRefusedAndTheReasonNamesTheField(String value, String field) {
        String generation = "{\"generation\":1,\"from\":\"1970-01-01T00:00:00Z\","
                + "\"begun\":\"1970-01-01T00:00:00Z\",\"bots\":[]}";
        assertThatThrownBy(() -> CountsJson.read(
                        value.replace("GENERATION", generation).replace("TIME", "\"2026-11-27T00:00:00Z\"")))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"generation\":1.0",
                "\"generation\":\"1\"",
                "\"generation\":1000000001",
                "\"bots\":[1]",
                "\"bots\":\"a\"",
                "\"bots\":null",
                "\"begun\":7",
                "\"places\":true"
            })
    void aMalformedGenerationIsRefusedAndTheReasonNamesTheField(String field) {
        Map<String, String> fields = new LinkedHashMap<>(Map.of(
                "generation", "1",
                "from", "\"1970-01-01T00:00:00Z\"",
                "begun", "\"1970-01-01T00:00:00Z\"",
                "bots", "[]"));
        String name = field.substring(1, field.indexOf('"', 1));
        fields.put(name, field.substring(field.indexOf(':') + 1));
        String generation = fields.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        assertThatThrownBy(() -> CountsJson.read("{\"format\":1,\"held\":[" + generation + "],\"leaving\":[]}"))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining(name);
    }
}
