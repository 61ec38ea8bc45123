package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ElectionTableTest {

    @Test
    void showsWhoLeadsWhatSinceWhen() {
        assertThat(ElectionTable.lines(List.of(
                        new EtcdEntry("canary-query-service", "controller-2", "31"),
                        new EtcdEntry("compaction", "c-1", "1234"))))
                .containsExactly(
                        "ELECTION              LEADER        TERM",
                        "canary-query-service  controller-2  31",
                        "compaction            c-1           1234");
    }

    @Test
    void nobodyIsOneLine() {
        assertThat(ElectionTable.lines(List.of())).containsExactly("Elections: there is no leader.");
    }
}
