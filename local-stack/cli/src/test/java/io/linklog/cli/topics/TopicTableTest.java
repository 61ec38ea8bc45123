package io.linklog.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class TopicTableTest {

    private static TopicState topic(String name, TopicKind kind, long records, TopicState.Reader... readers) {
        return new TopicState(name, kind, 12, 1, 0, records, 1_234_567L, "delete", 604_800_000L, List.of(readers));
    }

    @Test
    void showsReadersOneBelowTheOther() {
        String table = new TopicTable(Ansi.OFF)
                .render(List.of(topic(
                        "link-events",
                        TopicKind.LINKLOG,
                        19_318,
                        new TopicState.Reader("projector-linklog_1", "Stable", 1_000),
                        new TopicState.Reader("projector-linklog_2", "Empty", 0))));
        assertThat(table.lines().map(String::strip))
                .containsExactly(
                        "TOPIC        KIND     PARTITIONS  RECORDS    SIZE  KEPT    READ BY",
                        "link-events  linklog          12   19,318  1.2 MB  7 days  projector-linklog_1 (1,000 behind)",
                        "projector-linklog_2 (up to date, no reader runs)");
    }

    @Test
    void theGroupsOfThePreviousKeyspaceAreNoLag() {
        assertThat(new TopicTable(Ansi.OFF)
                        .render(List.of(topic(
                                "visits",
                                TopicKind.LINKLOG,
                                40_000,
                                new TopicState.Reader("projector-linklog_9-visits", "Empty", 33_358),
                                new TopicState.Reader("projector-linklog_10-visits", "Stable", 0)))))
                .contains("projector-linklog_9-visits (kept to switch back)")
                .contains("projector-linklog_10-visits (up to date)");
    }

    @Test
    void saysWhereToLookWhenThereAreDeadLetters() {
        List<TopicState> topics = List.of(topic("a.dlq", TopicKind.DEAD_LETTERS, 2));
        assertThat(new TopicTable(Ansi.OFF).render(topics))
                .endsWith("! 2 records in a.dlq could not be read: ./linklog console a.dlq --from-beginning"
                        + System.lineSeparator());
        assertThat(new TopicTable(Ansi.ON).render(topics)).contains("\033[");
        assertThat(new TopicTable(Ansi.OFF).render(List.of(topic("a.dlq", TopicKind.DEAD_LETTERS, 0))))
                .doesNotContain("!");
    }

    @Test
    void writesSizesAndTimesAsPeopleDo() {
        assertThat(TopicTable.size(null)).isEqualTo("?");
        assertThat(TopicTable.size(999L)).isEqualTo("999 B");
        assertThat(TopicTable.size(999_999L)).isEqualTo("1.0 MB");
        assertThat(TopicTable.size(5_000_000_000_000L)).isEqualTo("5.0 TB");
        assertThat(TopicTable.time(-1)).isEqualTo("forever");
        assertThat(TopicTable.time(86_400_000)).isEqualTo("1 day");
        assertThat(TopicTable.time(3_600_000)).isEqualTo("1 h");
    }
}
