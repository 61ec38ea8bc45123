package io.linklog.kit.decider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebuildProgressTest {

    private static final long ORDER = 1_764_426_000_123L;
    private static final Map<String, Integer> APPLICATIONS = Map.of("links", 4, "visits", 4);

    @Test
    void partitionsOfAllInstancesAddUp() {
        RebuildProgress progress = of(List.of(metrics(ORDER, 3, 4), metrics(ORDER, 1, 0)));
        assertThat(progress.wholePartitions()).isEqualTo(8);
        assertThat(progress.isWhole(APPLICATIONS)).isTrue();
        assertThat(of(List.of(metrics(ORDER, 3, 4))).isWhole(APPLICATIONS)).isFalse();
    }

    @Test
    void anInstanceThatDoesNotFollowTheOrderYetHasNothing() {
        assertThat(of(List.of(metrics(ORDER - 1, 4, 4))).wholePartitions()).isZero();
        assertThat(of(List.of("linklog_other 1.0\n")).isWhole(APPLICATIONS)).isFalse();
    }

    private static RebuildProgress of(List<String> metrics) {
        return RebuildProgress.of(metrics, Set.of("links", "visits"), ORDER);
    }

    private static String metrics(long order, int links, int visits) {
        return "# HELP linklog_rebuild_order number\n" + "linklog_rebuild_order{application=\"links\"} "
                + (double) order + "\n" + "linklog_rebuild_order{application=\"visits\"} " + (double) order + "\n"
                + "linklog_rebuild_partitions_whole{application=\"links\"} " + links + ".0\n"
                + "linklog_rebuild_partitions_whole{application=\"visits\"} " + visits + ".0\n"
                + "linklog_rebuild_partitions{application=\"visits\"} 7.0\n";
    }
}
