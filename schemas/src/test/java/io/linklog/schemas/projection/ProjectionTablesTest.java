package io.linklog.schemas.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionTablesTest {

    @Test
    void theKeyspaceComesFirstAndEveryTableIsInIt() {
        List<String> statements = ProjectionTables.statements("linklog_9", "{'class': 'SimpleStrategy'}");
        assertThat(statements.get(0))
                .isEqualTo("CREATE KEYSPACE IF NOT EXISTS linklog_9 WITH replication = {'class': 'SimpleStrategy'}");
        assertThat(statements.subList(1, statements.size()))
                .hasSize(12)
                .allSatisfy(statement -> assertThat(statement)
                        .startsWith("CREATE TABLE IF NOT EXISTS linklog_9.")
                        .doesNotContain("--", "${", ";"));
    }

    @Test
    void aTableHasItsColumnsAndKeys() {
        ProjectionTable list = ProjectionTables.table("link_list");
        assertThat(list.columns()).containsExactly("tenant", "list", "hour", "created_at", "code");
        assertThat(list.partitionKey()).containsExactly("tenant", "list", "hour");
        assertThat(list.clustering())
                .containsExactly(
                        new ProjectionTable.Clustering("created_at", "bigint", true),
                        new ProjectionTable.Clustering("code", "text", false));
        assertThat(list.valueColumns()).isEmpty();

        ProjectionTable links = ProjectionTables.table("links");
        assertThat(links.keyColumns()).containsExactly("code");
        assertThat(links.types())
                .containsEntry("code", "text")
                .containsEntry("created_at", "bigint")
                .containsEntry("tags", "frozen<list<text>>");
        assertThat(links.valueColumns())
                .startsWith("tenant", "created_by", "takedown_reason")
                .contains("redirect_rules", "password_hash", "description", "image_url")
                .endsWith("crawlable");

        ProjectionTable counted = ProjectionTables.table("visits_counted");
        assertThat(counted.keyColumns()).containsExactly("journal", "partition");
        assertThat(counted.valueColumns()).containsExactly("sequence", "missing", "repeated", "refused");

        assertThat(ProjectionTables.table("visit_totals").valueColumns())
                .containsExactly("human", "bot", "visitors", "dimensions");
        assertThat(ProjectionTables.tables()).hasSize(12);
    }
}
