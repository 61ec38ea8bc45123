package io.linklog.schemas;

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
                .hasSize(7)
                .allSatisfy(statement -> assertThat(statement)
                        .startsWith("CREATE TABLE IF NOT EXISTS linklog_9.")
                        .doesNotContain("--", "${", ";"));
    }
}
