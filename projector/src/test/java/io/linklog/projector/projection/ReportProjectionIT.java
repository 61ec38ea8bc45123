package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.projector.TestStores;
import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.Reports;
import io.linklog.stack.SharedStack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReportProjectionIT {

    private static TestStores stores;

    @BeforeAll
    static void open() throws Exception {
        stores = new TestStores(SharedStack.with());
    }

    @AfterAll
    static void close() throws Exception {
        stores.close();
    }

    private static void project(Keyspace keyspace) throws Exception {
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace, projection);
        }
    }

    private static Report report(String name, int place, Instant at) {
        return Reports.open(new ReportId(name, place, 1), "team", at, "spam", "<b>text</b>", "jo@example.org");
    }

    @Test
    void theLaterStateWinsInAnyOrderAndBothTenantsListTheReport() throws Exception {
        Instant now = Instant.now();
        Report open = report("report-a", 1, now);
        Report dismissed = Reports.dismiss(open, now, "key");
        Report expired = report("report-a", 2, now.minus(Duration.ofDays(181)));
        stores.logReports(List.of(open, dismissed, expired));
        stores.logReports(List.of(open));
        Keyspace keyspace = new Keyspace(311);
        project(keyspace);

        assertThat(stores.rows(keyspace, "reports", "report-a"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains("state:'DISMISSED'", "changed_by:'key'", "text:'<b>text</b>'", "tenant:'team'"));
        assertThat(stores.rows(keyspace, "report_list", "report-a"))
                .hasSize(2)
                .anyMatch(row -> row.contains("tenant:'default'"))
                .anyMatch(row -> row.contains("tenant:'team'"));
        int left = stores.stores()
                .cassandra()
                .execute("SELECT ttl(state) FROM linklog_311.reports WHERE code = 'report-a'")
                .one()
                .getInt(0);
        assertThat(Duration.ofSeconds(left)).isBetween(Duration.ofDays(179), Duration.ofDays(180));
    }

    @Test
    void aRecordWithoutAValueDeletesTheReport() throws Exception {
        Report report = report("report-b", 1, Instant.now().minusSeconds(1));
        stores.logReports(List.of(report));
        stores.deleteReport(ReportId.of(report));
        Keyspace keyspace = new Keyspace(312);
        project(keyspace);
        assertThat(stores.rows(keyspace, "reports", "report-b")).isEmpty();
    }

    @Test
    void aKeyspaceOfAnEarlierVersionGetsTheTablesAndIsNotFilledAgain() throws Exception {
        Keyspace keyspace = new Keyspace(313);
        stores.logStats(VisitFacts.progress("reports-journal", 10, 0));
        project(keyspace);
        var cassandra = stores.stores().cassandra();
        stores.changeTables("DROP TABLE linklog_313.reports");
        stores.changeTables("DROP TABLE linklog_313.report_list");
        stores.changeTables("TRUNCATE linklog_313.visits_counted");
        stores.logReports(List.of(report("report-c", 1, Instant.now())));
        project(keyspace);
        assertThat(stores.rows(keyspace, "reports", "report-c")).hasSize(1);
        assertThat(cassandra.execute("SELECT journal FROM linklog_313.visits_counted"))
                .as("the offsets are kept: earlier records are not read again")
                .isEmpty();
    }
}
