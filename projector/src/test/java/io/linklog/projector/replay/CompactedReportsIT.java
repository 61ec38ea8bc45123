package io.linklog.projector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.LinkFacts;
import io.linklog.projector.RunningProjector;
import io.linklog.projector.TestStores;
import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.Reports;
import io.linklog.stack.SharedStack;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CompactedReportsIT {

    @Test
    void reportsThatTheLogHasForgottenAreNoReasonToRefuse() throws Exception {
        Instant now = Instant.now().minusSeconds(60);
        Report deleted = report("compacted-deleted", now);
        Report replaced = report("compacted-replaced", now);
        Report later = report("compacted-replaced", now.plusSeconds(10));
        Report latest = report("compacted-replaced", now.plusSeconds(20));
        try (TestStores stores = new TestStores(SharedStack.with())) {
            Keyspace keyspace = stores.beginAt(401);
            stores.stores().schema().drop(keyspace); // of an earlier run
            stores.log(LinkFacts.of("compacted", "https://example.org/").events());
            stores.logReports(List.of(deleted, replaced));
            try (RunningProjector projector = new RunningProjector(stores)) {
                stores.deleteReport(ReportId.of(deleted));
                stores.awaitProjected(keyspace);
                compact(stores, later);
                stores.awaitProjected(keyspace);
                assertThat(stores.rows(keyspace, "report_list", "compacted-")).hasSize(3);

                ReplayRun verify = replay(stores, "--verify");
                assertThat(verify.exitCode()).as(verify.text()).isZero();
                assertThat(stores.rows(keyspace, "report_list", "compacted-")).hasSize(1);

                // a lost row is written again
                stores.changeTables("TRUNCATE linklog_401.report_list");
                assertThat(replay(stores, "--verify").exitCode()).isZero();
                assertThat(stores.rows(keyspace, "report_list", "compacted-")).hasSize(1);

                compact(stores, latest);
                stores.awaitProjected(keyspace);
                ReplayRun replay = replay(stores);
                assertThat(replay.exitCode()).as(replay.text()).isZero();
                assertThat(stores.rows(keyspace.next(), "report_list", "compacted-"))
                        .hasSize(1);
            }
        }
    }

    /** Leaves what a compaction leaves of earlier reports and a later one of the same key. */
    private static void compact(TestStores stores, Report later) throws Exception {
        Map<TopicPartition, RecordsToDelete> earlier = new HashMap<>();
        stores.ends().forEach((partition, end) -> {
            if (partition.feed() == ProjectedFeed.REPORTS) {
                earlier.put(partition.onKafka(), RecordsToDelete.beforeOffset(end));
            }
        });
        stores.admin().deleteRecords(earlier).all().get();
        stores.logReports(List.of(later));
    }

    private static Report report(String name, Instant at) {
        return Reports.open(new ReportId(name, ReportId.SYSTEM, 1), "default", at, "blocked", null, null);
    }

    private static ReplayRun replay(TestStores stores, String... options) {
        return ReplayRun.of(stores.environment(), options);
    }
}
