package io.linklog.projector.backup;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.projector.commands.RefusedException;
import io.linklog.projector.tables.ProjectionSchema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The places taken of limited links, which are in no log: all tables of their keyspace, whatever they are, as
 * statements and rows of JSON.
 */
record CassandraPart(CqlSession session, ProjectionSchema schema) implements BackupPart {

    private static final String KEYSPACE = "linklog_limits";
    private static final String STATEMENTS = "cassandra/statements.jsonl";
    private static final String ROWS = "cassandra/rows/";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern CREATE = Pattern.compile("^CREATE (KEYSPACE|TABLE|TYPE|INDEX) ");
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int PAGE = 1_000;

    @Override
    public String save(BackupWriter backup) throws IOException {
        List<String> tables = tables();
        if (tables.isEmpty()) {
            return "no places of limited links";
        }
        backup.begin(STATEMENTS);
        for (Row row : session.execute(read("DESCRIBE KEYSPACE " + KEYSPACE))) {
            backup.line(Map.of("cql", Objects.requireNonNull(row.getString("create_statement"))));
        }
        long rows = 0;
        for (String table : tables) {
            backup.begin(ROWS + table);
            for (Row row : session.execute(read("SELECT JSON * FROM " + KEYSPACE + "." + table))) {
                backup.line(Map.of("json", Objects.requireNonNull(row.getString(0))));
                rows++;
            }
        }
        return rows + " rows of places of limited links";
    }

    @Override
    public String restore(BackupReader backup) throws IOException, InterruptedException {
        backup.lines(
                STATEMENTS,
                line -> schema.execute(
                        CREATE.matcher(line.path("cql").asText()).replaceFirst("CREATE $1 IF NOT EXISTS ")));
        long[] rows = new long[1];
        List<String> kept = new ArrayList<>();
        for (String entry : backup.entries(ROWS)) {
            String table = entry.substring(ROWS.length());
            if (!NAME.matcher(table).matches()) {
                throw new RefusedException("The backup names a table " + table + ", which is not one of Linklog's.");
            }
            if (hasRows(table)) {
                kept.add(table);
                continue;
            }
            PreparedStatement insert =
                    session.prepare("INSERT INTO " + KEYSPACE + "." + table + " JSON ? DEFAULT UNSET");
            backup.lines(entry, line -> {
                session.execute(insert.bind(line.path("json").asText()));
                rows[0]++;
            });
        }
        return rows[0] + " rows of places of limited links"
                + (kept.isEmpty() ? "" : "; " + String.join(", ", kept) + " has rows already and stays");
    }

    private boolean hasRows(String table) {
        return session.execute(read("SELECT JSON * FROM " + KEYSPACE + "." + table + " LIMIT 1"))
                        .one()
                != null;
    }

    private List<String> tables() {
        List<String> names = new ArrayList<>();
        session.execute(read("SELECT table_name FROM system_schema.tables WHERE keyspace_name = '" + KEYSPACE + "'"))
                .forEach(row -> names.add(Objects.requireNonNull(row.getString(0))));
        return names;
    }

    private static SimpleStatement read(String cql) {
        return SimpleStatement.newInstance(cql).setTimeout(DEADLINE).setPageSize(PAGE);
    }
}
